import type { Analysis } from "@prepwire/client";
import { isPart, titles } from "../parts.js";
import { element } from "./elements.js";

/** What the model has written so far: text that grows in its place. */
export function showParts(at: HTMLElement, parts: Record<string, string>) {
  if (!at.dataset.growing) at.replaceChildren();
  at.dataset.growing = "yes";
  for (const [part, text] of Object.entries(parts)) {
    if (!isPart(part)) continue;
    const title = titles[part] ?? "";
    let body = at.querySelector<HTMLElement>(`[data-part="${part}"]`);
    if (!body) {
      body = element("p", "", "text");
      body.dataset.part = part;
      at.append(element("h3", title), body);
    }
    if (body.textContent !== text) body.textContent = text;
  }
}

/** The whole explanation. */
export function showAnalysis(at: HTMLElement, analysis: Analysis) {
  delete at.dataset.growing;
  const { stem, options = [], subject, skill, difficulty, strategy, steps, pitfalls } = analysis;
  const kind = [subject, skill, difficulty].filter(Boolean).join(" · ");
  const list = (name: string, entries: string[]) =>
    element(
      name,
      entries.map((entry) => element("li", entry)),
    );
  const part = (name: string, body: HTMLElement) => [element("h3", titles[name] ?? ""), body];
  at.replaceChildren(
    ...part("stem", element("p", stem, "text")),
    ...(options.length
      ? [
          element(
            "ul",
            options.map(({ id, text }) => element("li", `${id}: ${text}`)),
          ),
        ]
      : []),
    ...(kind ? [element("p", kind, "soft")] : []),
    ...part("strategy", element("p", strategy, "text")),
    ...(steps.length ? part("steps", list("ol", steps)) : []),
    ...(pitfalls.length ? part("pitfalls", list("ul", pitfalls)) : []),
  );
}
