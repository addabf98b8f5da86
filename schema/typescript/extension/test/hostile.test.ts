// @vitest-environment happy-dom
import { PrepwireError } from "@prepwire/client";
import { expect, onTestFinished, test, vi } from "vitest";
import { showParts } from "../src/pages/explanation.js";
import { faultOf } from "../src/words.js";
import { capture } from "../src/worker/analysis.js";

// What a gateway, or a browser whose storage is full, could do to the extension.

test("names that every object has are no parts and no reasons", () => {
  const at = document.createElement("article");
  const parts = JSON.parse('{"constructor":"a","__proto__":"b","toString":"c","stem":"2 + 2?"}');
  showParts(at, parts);
  expect(at.textContent).toBe("The question2 + 2?");
  for (const reason of ["constructor", "toString", "__proto__"]) {
    const refusal = new PrepwireError("inside", { reason, retryable: false } as never, -32000);
    expect(faultOf(refusal)).toBe(`The gateway could not do it (${reason}).`);
  }
});

test("what cannot be kept once does not silence what comes after it", async () => {
  const nothing = async () => ({});
  const set = vi.fn(nothing).mockRejectedValueOnce(new Error("quota"));
  const area = { get: nothing, set };
  const action = { setBadgeText: nothing, setBadgeBackgroundColor: nothing };
  vi.stubGlobal("chrome", {
    storage: { local: { ...area, set: nothing }, session: area },
    action: { ...action, setBadgeTextColor: nothing, setTitle: nothing },
    alarms: { clear: nothing },
  });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  await capture(1); // there are no settings
  await vi.waitFor(
    () =>
      expect(set).toHaveBeenCalledWith({
        analysis: expect.objectContaining({ status: "failed", fault: expect.stringMatching(/./) }),
      }),
    { timeout: 60_000 },
  );
});
