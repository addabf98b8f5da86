/** What the gateway takes of one state. */
export const bounds = { questions: 50, text: 4000, options: 10, option: 1000, bytes: 28 << 10 };

/** A question as extension.sync takes it. */
export interface Found {
  text: string;
  options?: string[];
}

// Controls, and what changes the order or the look of text without being seen.
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;
const loneSurrogates = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text in one line, without what cannot be seen, cut to a number of characters. */
export function clean(text: string, most: number): string {
  const seen = text
    .slice(0, most * 4)
    .replace(unseen, " ")
    .replace(loneSurrogates, "\ufffd")
    .replace(/\s+/g, " ")
    .trim();
  return seen.length <= most ? seen : [...seen].slice(0, most).join("").trim();
}

const isText = (value: unknown): value is string => typeof value === "string";

/**
 * What is left of questions that a page's side sent, whatever they are: texts
 * within the bounds, no two alike, the first ones if all are too much.
 */
export function bounded(questions: unknown): Found[] {
  const kept: Found[] = [];
  const seen = new Set<string>();
  let bytes = 0;
  for (const one of Array.isArray(questions) ? questions.slice(0, 10 * bounds.questions) : []) {
    if (!isText(one?.text)) continue;
    const question: Found = { text: clean(one.text, bounds.text) };
    if (Array.isArray(one.options)) {
      const options = one.options.slice(0, bounds.options).filter(isText);
      question.options = options.map((option: string) => clean(option, bounds.option));
    }
    const json = JSON.stringify(question);
    const size = new TextEncoder().encode(json).length + 1;
    if (!question.text || seen.has(json)) continue;
    if (kept.length === bounds.questions || bytes + size > bounds.bytes) break;
    seen.add(json);
    bytes += size;
    kept.push(question);
  }
  return kept;
}
