import { attribute, firstChild, hidden, nextSibling, shadow, tag } from "./dom.js";

/** A line of text as a reader sees it. */
export interface Line {
  text: string;
  /** Text of a heading. */
  heading?: boolean;
  /** Text beside a radio button or a box to tick: which group of them. */
  choice?: string;
  /** Text of an entry of a list: which list. */
  list?: number;
  /** A field to type into follows. */
  field?: boolean;
  /** Nothing but a link or a button. */
  control?: boolean;
}

/** What is read of a page at most: nodes, lines, and characters of a line. */
export const limits = { nodes: 50_000, lines: 5_000, line: 5_000 };

const set = (names: string) => new Set(names.split(" "));
const skipped = set(
  "SCRIPT STYLE NOSCRIPT TEMPLATE IFRAME OBJECT EMBED CANVAS SVG VIDEO AUDIO SELECT DATALIST " +
    "NAV FOOTER DIALOG ANNOTATION HEAD",
);
const blocks = set(
  "ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY BUTTON CAPTION DD DETAILS DIV DL DT FIELDSET FIGCAPTION " +
    "FIGURE FORM H1 H2 H3 H4 H5 H6 HEADER HR LABEL LEGEND LI MAIN OL P PRE SECTION SUMMARY TABLE " +
    "TBODY TR UL",
);
const choiceRoles = /^(radio|checkbox|option)$/;
const choiceTypes = /^(radio|checkbox)$/i;
const typed = /^(text|number|search|)$/i;

/**
 * The lines of a page, in the order of the document, into shadow roots too. It
 * reads text, never markup, and changes nothing. However large, deep or odd the
 * page is, it ends after so many nodes.
 */
export function linesOf(root: Node): Line[] {
  const reader = new Reader();
  const stack: (Node | (() => void))[] = [root];
  for (
    let left = limits.nodes;
    stack.length && left && reader.lines.length < limits.lines;
    left--
  ) {
    const next = stack.pop() as Node | (() => void);
    if (typeof next === "function") {
      next();
      continue;
    }
    const after = next === root || next instanceof ShadowRoot ? null : nextSibling(next);
    if (after) stack.push(after);
    if (next instanceof Text) reader.add(next.data);
    else if (!(next instanceof Element)) push(stack, firstChild(next));
    else if (!skipped.has(tag(next)) && !hidden(next)) {
      const leave = reader.enter(next);
      if (leave) stack.push(leave);
      if (tag(next) === "TEXTAREA") continue; // what is typed is the user's
      push(stack, firstChild(next));
      push(stack, shadow(next));
    }
  }
  reader.end();
  return reader.lines;
}

function push(stack: (Node | (() => void))[], node: Node | null) {
  if (node) stack.push(node);
}

class Reader {
  readonly lines: Line[] = [];
  private text = "";
  private plain = false; // something of the line is neither link nor button
  private marks: Omit<Line, "text"> = {}; // of the line to come
  private controls = 0; // how many links and buttons we are in
  private lists = 0;
  private groups = 0;
  private list: number | undefined;

  add(text: string) {
    if (this.text.length < limits.line) this.text += text.slice(0, limits.line);
    this.plain ||= !this.controls && /\S/.test(text.slice(0, 1000));
  }

  end() {
    const text = this.text.replace(/\s+/g, " ").trim().slice(0, limits.line);
    if (text) {
      const marks = this.plain ? this.marks : { ...this.marks, control: true };
      this.lines.push({ text, ...marks });
      this.marks = {};
    }
    this.text = "";
    this.plain = false;
  }

  /** Takes in where an element begins, and returns what to do where it ends. */
  enter(element: Element): (() => void) | undefined {
    const name = tag(element);
    const role = attribute(element, "role") ?? "";
    const type = attribute(element, "type") ?? "";
    if (name === "BR") this.end();
    else if (name === "INPUT" && choiceTypes.test(type)) {
      this.end();
      this.marks = { choice: attribute(element, "name") || `in ${this.groups}` };
    } else if (name === "TEXTAREA" || (name === "INPUT" && typed.test(type))) this.field();
    else if (choiceRoles.test(role)) return this.block({ choice: `in ${this.groups}` });
    else if (name === "UL" || name === "OL") return this.inList();
    else if (name === "LI") return this.block(this.list === undefined ? {} : { list: this.list });
    else if (/^H[1-6]$/.test(name)) return this.block({ heading: true });
    else if (name === "A" || name === "BUTTON") return this.control(name === "BUTTON");
    else if (name === "TD" || name === "TH") this.add(" ");
    else if (blocks.has(name) || /group$/.test(role)) {
      if (name === "FIELDSET" || /group$/.test(role)) this.groups++;
      return this.block(this.marks);
    }
    return undefined;
  }

  private block(marks: Omit<Line, "text">) {
    this.end();
    this.marks = marks;
    return () => {
      this.end();
      this.marks = {};
    };
  }

  private inList() {
    const outer = this.list;
    this.end();
    this.list = ++this.lists;
    return () => {
      this.end();
      this.list = outer;
    };
  }

  private control(block: boolean) {
    if (block) this.end();
    this.controls++;
    return () => {
      if (block) this.end();
      this.controls--;
    };
  }

  /** A field asks for what stands before it. */
  private field() {
    this.end();
    const last = this.lines.at(-1);
    if (last) last.field = true;
  }
}
