import type { ExtensionState, ExtensionStates } from "@prepwire/client";
import { useClient } from "@prepwire/client/react";
import { useCallback, useEffect } from "react";
import { useCall, useEvent } from "./hooks.js";
import { ErrorNote, Panel } from "./parts.js";
import { timeOfDay } from "./words.js";

/** What the browser extensions of the student see. */
export function ExtensionPanel() {
  const { extension } = useClient();
  const { result, error, run } = useCall<ExtensionStates>();
  const load = useCallback(() => run(() => extension.state()), [extension, run]);
  useEffect(() => {
    load();
  }, [load]);
  useEvent("extension.stateChanged", load);
  useEvent("snapshot", load);
  return (
    <Panel id="extension" title="Browser extension">
      <ErrorNote error={error} />
      {result?.items.length === 0 && <p className="faint">No extension has reported yet.</p>}
      <ul className="devices" data-testid="extensions" aria-label="Extensions">
        {result?.items.map((item) => (
          <Extension key={item.extensionId} {...item} />
        ))}
      </ul>
    </Panel>
  );
}

// An address is shown and never a link: pages choose what stands in it.
function Extension({ extensionId, state, version, updatedAt }: ExtensionState) {
  const found = state.detectedQuestions ?? [];
  return (
    <li>
      <strong>{extensionId}</strong>{" "}
      <span className="tag">{state.isActive ? "active" : "not active"}</span>{" "}
      <span className="faint">
        {timeOfDay(updatedAt)}, version {version}
      </span>
      {state.currentUrl && <p className="excerpt">{state.currentUrl}</p>}
      {found.length > 0 && (
        <details>
          <summary>
            {found.length} {found.length === 1 ? "question" : "questions"} on the page
          </summary>
          <ol>
            {found.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ol>
        </details>
      )}
    </li>
  );
}
