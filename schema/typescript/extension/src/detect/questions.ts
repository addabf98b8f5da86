import { bounded, type Found } from "./clean.js";
import type { Line } from "./lines.js";

const lettered = /^[([]?([A-Ja-j])[).:\]]\s*(\S.*)$/;
const loneLetter = /^[([]?([A-J])[).:\]]?$/;
const inline = /(?:^|\s)[([]?([A-J])[).:\]]\s+/g;
const numbered = /^(?:question\s*)?[([]?\d{1,3}[).:\]]\s+/i;
const counter = /^(?:question|problem|item|q)\s*#?\s*\d+(?:\s*(?:of|\/)\s*\d+)?\W*$/i;
const asks = /\?["'”’)]*$/;
const blank = /_{3,}|\.{5,}/;
const wants =
  /\b(?:which|what|who|whose|when|where|why|how|choose|select|pick|find|solve|complete)\b/i;

const place = (letter: string) => letter.toUpperCase().charCodeAt(0) - 65;
const stripped = (text: string) => text.replace(numbered, "");

/** The options that begin at a line, and how many lines they take. */
interface Run {
  options: string[];
  taken: number;
}

/**
 * The questions among the lines of a page: a stem with lettered options, with
 * radio buttons or with a short list below it; else a sentence that asks, if it
 * is numbered, long, or followed by a field. Readers who skip some of these are
 * served better than those who get every sentence with a question mark.
 */
export function questionsOf(lines: Line[]): Found[] {
  const matches: Match[] = [];
  let free = 0; // the first line that no question has taken
  for (let i = 0; i < lines.length; i++) {
    const match = inOneLine(lines, i, free) ?? withOptions(lines, i, free);
    if (!match) continue;
    matches.push(match);
    i = match.last;
    free = match.last + 1;
  }
  // What is left between them.
  for (let i = 0, k = 0; i < lines.length; i++) {
    const next = matches[k];
    if (next?.first === i) {
      i = next.last;
      k++;
      continue;
    }
    const text = bare(lines[i] as Line);
    if (text) matches.splice(k++, 0, { question: { text }, first: i, last: i });
  }
  return bounded(matches.map(({ question }) => question));
}

/** A question and the lines that it takes. */
interface Match {
  question: Found;
  first: number;
  last: number;
}

function withOptions(lines: Line[], i: number, free: number): Match | undefined {
  const run = letters(lines, i) ?? choices(lines, i) ?? entries(lines, i);
  const stem = run && stemBefore(lines, i, free);
  if (!stem) return undefined;
  const question = { text: stem.text, options: run.options };
  return { question, first: stem.first, last: i + run.taken - 1 };
}

/** Lines that begin with A, B, C …, or letters with their texts below them. */
function letters(lines: Line[], from: number): Run | undefined {
  const options: string[] = [];
  let i = from;
  for (; options.length < 10 && i < lines.length; i++) {
    const text = lines[i]?.text ?? "";
    const whole = lettered.exec(text);
    const lone = whole ? null : loneLetter.exec(text);
    if (place(whole?.[1] ?? lone?.[1] ?? "?") !== options.length) break;
    if (lone && i + 1 >= lines.length) break;
    options.push(whole?.[2] ?? lines[++i]?.text ?? "");
  }
  return options.length >= 3 ? { options, taken: i - from } : undefined;
}

/** Radio buttons of one group; two are enough for true and false. */
function choices(lines: Line[], from: number): Run | undefined {
  const group = lines[from]?.choice;
  if (group === undefined) return undefined;
  const options: string[] = [];
  for (let i = from; lines[i]?.choice === group && options.length < 10; i++)
    options.push((lines[i]?.text ?? "").replace(/^[([]?[A-J1-9][).:\]]\s+(?=\S)/, ""));
  return options.length >= 2 ? { options, taken: options.length } : undefined;
}

/** Three to six entries of one list below a line that asks. */
function entries(lines: Line[], from: number): Run | undefined {
  const list = lines[from]?.list;
  if (list === undefined || lines[from - 1]?.list === list) return undefined;
  const before = lines[from - 1]?.text ?? "";
  if (!asks.test(before) && !(/:$|_{3,}/.test(before) && wants.test(before))) return undefined;
  let i = from;
  while (lines[i]?.list === list) {
    if (lines[i]?.control || asks.test(lines[i]?.text ?? "")) return undefined;
    i++;
  }
  const options = lines.slice(from, i).map(({ text }) => text);
  return options.length >= 3 && options.length <= 6
    ? { options, taken: options.length }
    : undefined;
}

/** "Which is prime? A) 4 B) 5 C) 6" */
function inOneLine(lines: Line[], i: number, free: number): Match | undefined {
  const text = lines[i]?.text ?? "";
  const marks: RegExpExecArray[] = [];
  for (const mark of text.matchAll(inline))
    if (place(mark[1] ?? "") === marks.length) marks.push(mark);
  if (marks.length < 3) return undefined;
  const options = marks.map((mark, k) =>
    text.slice(mark.index + mark[0].length, marks[k + 1]?.index ?? text.length).trim(),
  );
  if (options.some((option) => !option)) return undefined;
  const before = text.slice(0, marks[0]?.index).trim();
  const stem = before ? { text: stripped(before), first: i } : stemBefore(lines, i, free);
  return stem && { question: { text: stem.text, options }, first: stem.first, last: i };
}

/** Up to three lines above the options, back to where the question seems to begin. */
function stemBefore(lines: Line[], i: number, free: number) {
  const stem: string[] = [];
  for (let j = i - 1; j >= Math.max(free, i - 3); j--) {
    const line = lines[j] as Line;
    if (counter.test(line.text) || (stem.length && (line.heading || asks.test(line.text)))) break;
    if (line.control || line.choice !== undefined) break;
    stem.unshift(stripped(line.text));
    if (numbered.test(line.text) || line.heading) break;
  }
  const text = stem.join(" ");
  return text.length >= 8 ? { text, first: i - stem.length } : undefined;
}

/** A sentence that asks without options, or nothing. */
function bare(line: Line): string {
  if (line.control || line.heading || line.choice !== undefined) return "";
  const text = stripped(line.text);
  const says = asks.test(text) || (blank.test(text) && text.length >= 15);
  const sure =
    line.field || text !== line.text || (text.length >= 30 && text.split(" ").length >= 6);
  return says && sure && text.length >= 8 ? text : "";
}
