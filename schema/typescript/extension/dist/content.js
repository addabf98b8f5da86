"use strict";
(() => {
  // extension/src/detect/dom.ts
  function getter(prototype, name) {
    const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
    return (of) => get.call(of);
  }
  var firstChild = getter(Node.prototype, "firstChild");
  var nextSibling = getter(Node.prototype, "nextSibling");
  var tagName = getter(Element.prototype, "tagName");
  var openShadow = getter(Element.prototype, "shadowRoot");
  var { getAttribute } = Element.prototype;
  var visible = Element.prototype.checkVisibility;
  var tag = (of) => tagName(of).toUpperCase();
  var attribute = (of, name) => getAttribute.call(of, name);
  function shadow(of) {
    const open = openShadow(of);
    if (open || !tag(of).includes("-")) return open;
    return globalThis.chrome?.dom?.openOrClosedShadowRoot(of) ?? null;
  }
  function hidden(of) {
    if (attribute(of, "hidden") !== null || attribute(of, "aria-hidden") === "true") return true;
    return !!visible && !visible.call(of, { visibilityProperty: true }) && display(of) !== "contents";
  }
  var display = (of) => getComputedStyle(of).display;

  // extension/src/detect/lines.ts
  var limits = { nodes: 5e4, lines: 5e3, line: 5e3 };
  var set = (names) => new Set(names.split(" "));
  var skipped = set(
    "SCRIPT STYLE NOSCRIPT TEMPLATE IFRAME OBJECT EMBED CANVAS SVG VIDEO AUDIO SELECT DATALIST NAV FOOTER DIALOG ANNOTATION HEAD"
  );
  var blocks = set(
    "ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY BUTTON CAPTION DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FORM H1 H2 H3 H4 H5 H6 HEADER HR LABEL LEGEND LI MAIN OL P PRE SECTION SUMMARY TABLE TBODY TR UL"
  );
  var choiceRoles = /^(radio|checkbox|option)$/;
  var choiceTypes = /^(radio|checkbox)$/i;
  var typed = /^(text|number|search|)$/i;
  function linesOf(root) {
    const reader = new Reader();
    const stack = [root];
    for (let left = limits.nodes; stack.length && left && reader.lines.length < limits.lines; left--) {
      const next = stack.pop();
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
        if (tag(next) === "TEXTAREA") continue;
        push(stack, firstChild(next));
        push(stack, shadow(next));
      }
    }
    reader.end();
    return reader.lines;
  }
  function push(stack, node) {
    if (node) stack.push(node);
  }
  var Reader = class {
    lines = [];
    text = "";
    plain = false;
    // something of the line is neither link nor button
    marks = {};
    // of the line to come
    controls = 0;
    // how many links and buttons we are in
    lists = 0;
    groups = 0;
    list;
    add(text) {
      if (this.text.length < limits.line) this.text += text.slice(0, limits.line);
      this.plain ||= !this.controls && /\S/.test(text.slice(0, 1e3));
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
    enter(element) {
      const name = tag(element);
      const role = attribute(element, "role") ?? "";
      const type = attribute(element, "type") ?? "";
      if (name === "BR") this.end();
      else if (name === "INPUT" && choiceTypes.test(type)) {
        this.end();
        this.marks = { choice: attribute(element, "name") || `in ${this.groups}` };
      } else if (name === "TEXTAREA" || name === "INPUT" && typed.test(type)) this.field();
      else if (choiceRoles.test(role)) return this.block({ choice: `in ${this.groups}` });
      else if (name === "UL" || name === "OL") return this.inList();
      else if (name === "LI") return this.block(this.list === void 0 ? {} : { list: this.list });
      else if (/^H[1-6]$/.test(name)) return this.block({ heading: true });
      else if (name === "A" || name === "BUTTON") return this.control(name === "BUTTON");
      else if (name === "TD" || name === "TH") this.add(" ");
      else if (blocks.has(name) || /group$/.test(role)) {
        if (name === "FIELDSET" || /group$/.test(role)) this.groups++;
        return this.block(this.marks);
      }
      return void 0;
    }
    block(marks) {
      this.end();
      this.marks = marks;
      return () => {
        this.end();
        this.marks = {};
      };
    }
    inList() {
      const outer = this.list;
      this.end();
      this.list = ++this.lists;
      return () => {
        this.end();
        this.list = outer;
      };
    }
    control(block) {
      if (block) this.end();
      this.controls++;
      return () => {
        if (block) this.end();
        this.controls--;
      };
    }
    /** A field asks for what stands before it. */
    field() {
      this.end();
      const last = this.lines.at(-1);
      if (last) last.field = true;
    }
  };

  // extension/src/detect/clean.ts
  var bounds = { questions: 50, text: 4e3, options: 10, option: 1e3, bytes: 28 << 10 };
  var unseen = (
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g
  );
  var loneSurrogates = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
  function clean(text, most) {
    const seen = text.slice(0, most * 4).replace(unseen, " ").replace(loneSurrogates, "�").replace(/\s+/g, " ").trim();
    return seen.length <= most ? seen : [...seen].slice(0, most).join("").trim();
  }
  var isText = (value) => typeof value === "string";
  function bounded(questions) {
    const kept = [];
    const seen = /* @__PURE__ */ new Set();
    let bytes = 0;
    for (const one of Array.isArray(questions) ? questions.slice(0, 10 * bounds.questions) : []) {
      if (!isText(one?.text)) continue;
      const question = { text: clean(one.text, bounds.text) };
      if (Array.isArray(one.options)) {
        const options = one.options.slice(0, bounds.options).filter(isText);
        question.options = options.map((option) => clean(option, bounds.option));
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

  // extension/src/detect/questions.ts
  var lettered = /^[([]?([A-Ja-j])[).:\]]\s*(\S.*)$/;
  var loneLetter = /^[([]?([A-J])[).:\]]?$/;
  var inline = /(?:^|\s)[([]?([A-J])[).:\]]\s+/g;
  var numbered = /^(?:question\s*)?[([]?\d{1,3}[).:\]]\s+/i;
  var counter = /^(?:question|problem|item|q)\s*#?\s*\d+(?:\s*(?:of|\/)\s*\d+)?\W*$/i;
  var asks = /\?["'”’)]*$/;
  var blank = /_{3,}|\.{5,}/;
  var wants = /\b(?:which|what|who|whose|when|where|why|how|choose|select|pick|find|solve|complete)\b/i;
  var place = (letter) => letter.toUpperCase().charCodeAt(0) - 65;
  var stripped = (text) => text.replace(numbered, "");
  function questionsOf(lines) {
    const matches = [];
    let free = 0;
    for (let i = 0; i < lines.length; i++) {
      const match = inOneLine(lines, i, free) ?? withOptions(lines, i, free);
      if (!match) continue;
      matches.push(match);
      i = match.last;
      free = match.last + 1;
    }
    for (let i = 0, k = 0; i < lines.length; i++) {
      const next = matches[k];
      if (next?.first === i) {
        i = next.last;
        k++;
        continue;
      }
      const text = bare(lines[i]);
      if (text) matches.splice(k++, 0, { question: { text }, first: i, last: i });
    }
    return bounded(matches.map(({ question }) => question));
  }
  function withOptions(lines, i, free) {
    const run = letters(lines, i) ?? choices(lines, i) ?? entries(lines, i);
    const stem = run && stemBefore(lines, i, free);
    if (!stem) return void 0;
    const question = { text: stem.text, options: run.options };
    return { question, first: stem.first, last: i + run.taken - 1 };
  }
  function letters(lines, from) {
    const options = [];
    let i = from;
    for (; options.length < 10 && i < lines.length; i++) {
      const text = lines[i]?.text ?? "";
      const whole = lettered.exec(text);
      const lone = whole ? null : loneLetter.exec(text);
      if (place(whole?.[1] ?? lone?.[1] ?? "?") !== options.length) break;
      if (lone && i + 1 >= lines.length) break;
      options.push(whole?.[2] ?? lines[++i]?.text ?? "");
    }
    return options.length >= 3 ? { options, taken: i - from } : void 0;
  }
  function choices(lines, from) {
    const group = lines[from]?.choice;
    if (group === void 0) return void 0;
    const options = [];
    for (let i = from; lines[i]?.choice === group && options.length < 10; i++)
      options.push((lines[i]?.text ?? "").replace(/^[([]?[A-J1-9][).:\]]\s+(?=\S)/, ""));
    return options.length >= 2 ? { options, taken: options.length } : void 0;
  }
  function entries(lines, from) {
    const list = lines[from]?.list;
    if (list === void 0 || lines[from - 1]?.list === list) return void 0;
    const before = lines[from - 1]?.text ?? "";
    if (!asks.test(before) && !(/:$|_{3,}/.test(before) && wants.test(before))) return void 0;
    let i = from;
    while (lines[i]?.list === list) {
      if (lines[i]?.control || asks.test(lines[i]?.text ?? "")) return void 0;
      i++;
    }
    const options = lines.slice(from, i).map(({ text }) => text);
    return options.length >= 3 && options.length <= 6 ? { options, taken: options.length } : void 0;
  }
  function inOneLine(lines, i, free) {
    const text = lines[i]?.text ?? "";
    const marks = [];
    for (const mark of text.matchAll(inline))
      if (place(mark[1] ?? "") === marks.length) marks.push(mark);
    if (marks.length < 3) return void 0;
    const options = marks.map(
      (mark, k) => text.slice(mark.index + mark[0].length, marks[k + 1]?.index ?? text.length).trim()
    );
    if (options.some((option) => !option)) return void 0;
    const before = text.slice(0, marks[0]?.index).trim();
    const stem = before ? { text: stripped(before), first: i } : stemBefore(lines, i, free);
    return stem && { question: { text: stem.text, options }, first: stem.first, last: i };
  }
  function stemBefore(lines, i, free) {
    const stem = [];
    for (let j = i - 1; j >= Math.max(free, i - 3); j--) {
      const line = lines[j];
      if (counter.test(line.text) || stem.length && (line.heading || asks.test(line.text))) break;
      if (line.control || line.choice !== void 0) break;
      stem.unshift(stripped(line.text));
      if (numbered.test(line.text) || line.heading) break;
    }
    const text = stem.join(" ");
    return text.length >= 8 ? { text, first: i - stem.length } : void 0;
  }
  function bare(line) {
    if (line.control || line.heading || line.choice !== void 0) return "";
    const text = stripped(line.text);
    const says = asks.test(text) || blank.test(text) && text.length >= 15;
    const sure = line.field || text !== line.text || text.length >= 30 && text.split(" ").length >= 6;
    return says && sure && text.length >= 8 ? text : "";
  }

  // extension/src/content.ts
  var quietMs = 500;
  var longestMs = 3e3;
  var told = "";
  var first = 0;
  var spent = 0;
  var timer;
  function look() {
    timer = void 0;
    first = 0;
    const began = performance.now();
    const questions = questionsOf(linesOf(document));
    spent = performance.now() - began;
    const now = JSON.stringify([location.href, questions]);
    if (now === told) return;
    told = now;
    tell({ kind: "found", questions });
  }
  function soon() {
    const now = performance.now();
    first ||= now;
    clearTimeout(timer);
    const quiet = Math.min(quietMs, Math.max(0, first + longestMs - now));
    timer = setTimeout(look, Math.max(quiet, 10 * spent));
  }
  function tell(message) {
    if (!chrome.runtime?.id) return stop();
    chrome.runtime.sendMessage(message).catch(() => {
    });
  }
  var watcher = new MutationObserver(soon);
  function start() {
    watcher.observe(document, { childList: true, subtree: true, characterData: true });
    told = "";
    look();
  }
  function stop() {
    clearTimeout(timer);
    watcher.disconnect();
  }
  var world = globalThis;
  if (world.prepwireLooks) world.prepwireLooks();
  else {
    world.prepwireLooks = () => {
      stop();
      start();
    };
    addEventListener("pagehide", () => {
      stop();
      tell({ kind: "left" });
    });
    addEventListener("pageshow", (event) => event.persisted && start());
    chrome.runtime.onMessage.addListener((message, _, answer) => {
      if (message?.kind === "there") answer(true);
    });
    start();
  }
})();
