// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import { bounded, bounds, clean } from "../src/detect/clean.js";
import { linesOf } from "../src/detect/lines.js";
import { questionsOf } from "../src/detect/questions.js";

function found(html: string) {
  const root = document.createElement("div");
  root.innerHTML = html;
  document.body.replaceChildren(root);
  return questionsOf(linesOf(document.body));
}

describe("questions with options", () => {
  const options = ["red", "green", "blue"];
  const text = "Which colour has the longest waves?";
  const pages: Record<string, string> = {
    "paragraphs with letters": `<p>${text}</p><p>A) red</p><p>B) green</p><p>C) blue</p>`,
    "brackets and small letters": `<p>${text}</p><p>(a) red</p><p>(b) green</p><p>(c) blue</p>`,
    "letters of their own": `<p>${text}</p><div><b>A.</b></div><div>red</div><div>B.</div><div>green</div><div>C.</div><div>blue</div>`,
    "line breaks": `<p>${text}<br>A. red<br>B. green<br>C. blue</p>`,
    "one line": `<p>${text} A) red B) green C) blue</p>`,
    "a list": `<p>${text}</p><ul><li>red</li><li><p>green</p></li><li>blue</li></ul>`,
    "radio buttons in labels": `<p>${text}</p>${options.map((o) => `<label><input type="radio" name="q"> ${o}</label>`).join("")}`,
    "radio buttons beside labels": `<p>${text}</p>${options.map((o, i) => `<div><input type="radio" name="q" id="r${i}"><label for="r${i}">${o}</label></div>`).join("")}`,
    "boxes to tick": `<p>${text}</p>${options.map((o) => `<div><input type="checkbox" name="q"> ${o}</div>`).join("")}`,
    "roles of ARIA": `<p>${text}</p><div role="radiogroup">${options.map((o) => `<div role="radio">${o}</div>`).join("")}</div>`,
    "buttons with letters": `<p>${text}</p>${options.map((o, i) => `<button>${"ABC"[i]}. ${o}</button>`).join("")}`,
    "a table": `<table><tr><td colspan="2">${text}</td></tr>${options.map((o, i) => `<tr><td>${"ABC"[i]})</td><td>${o}</td></tr>`).join("")}</table>`,
    "a number before it": `<h2>Question 4 of 9</h2><p>4. ${text}</p><p>A) red</p><p>B) green</p><p>C) blue</p>`,
    "elements within words": `<p>Which col<b>our</b> has the <i>longest</i> waves?</p><p>A) r<span>e</span>d</p><p>B) green</p><p>C) blue</p>`,
  };
  for (const [name, html] of Object.entries(pages))
    test(name, () => expect(found(html)).toEqual([{ text, options }]));

  test("a shadow root", () => {
    document.body.innerHTML = "<div id=host></div>";
    const root = document.getElementById("host")?.attachShadow({ mode: "open" });
    if (root) root.innerHTML = `<p>${text}</p><p>A) red</p><p>B) green</p><p>C) blue</p>`;
    expect(questionsOf(linesOf(document.body))).toEqual([{ text, options }]);
  });

  test("a passage belongs to the question below it, an earlier question does not", () => {
    expect(
      found(`<p>Is water wet, or is it what makes others wet?</p>
        <p>Mara planted nine trees in spring. Four of them bore fruit.</p>
        <p>How many bore none?</p><p>A) 4</p><p>B) 5</p><p>C) 9</p>
        <p>How many were planted in autumn?</p><p>A) 0</p><p>B) 1</p><p>C) 9</p>`),
    ).toEqual([
      { text: "Is water wet, or is it what makes others wet?" },
      {
        text: "Mara planted nine trees in spring. Four of them bore fruit. How many bore none?",
        options: ["4", "5", "9"],
      },
      { text: "How many were planted in autumn?", options: ["0", "1", "9"] },
    ]);
  });
});

test("questions without options: numbered, before a field, or long", () => {
  expect(found(`<p>7) What is 3 + 4?</p>`)).toEqual([{ text: "What is 3 + 4?" }]);
  expect(found(`<p>What is 3 + 4?</p><input type="text">`)).toEqual([{ text: "What is 3 + 4?" }]);
  const long = "What did the narrator of the letter hope to find at the lake?";
  expect(found(`<p>${long}</p>`)).toEqual([{ text: long }]);
});

test("what is no question of an exam is left alone", () => {
  for (const html of [
    "<p>Need help?</p>",
    "<nav><p>What are you looking for on this large site?</p></nav>",
    "<a href=#>What would you like to read about the weather next?</a>",
    "<button>Do you really want to leave this page now, my friend?</button>",
    "<ul><li>Apples</li><li>Pears</li><li>Plums</li></ul>",
    "<p>A) only one letter</p>",
    "<p>Our offices:</p><ul><li>Rome</li><li>Oslo</li><li>Lima</li></ul>",
    "<script>// Which of these is prime, do you think? A) 4 B) 5 C) 6</script>",
    "<p hidden>Which of these is prime, do you think? A) 4 B) 5 C) 6</p>",
    "<textarea>Which of these is prime, do you think? A) 4 B) 5 C) 6</textarea>",
    "<select><option>A) 1</option><option>B) 2</option><option>C) 3</option></select>",
  ])
    expect(found(html), html).toEqual([]);
});

test("text that looks like markup stays text", () => {
  const evil = `&lt;img src=x onerror=alert(1)&gt; is which kind of thing, after all?`;
  expect(found(`<p>${evil}</p>`)).toEqual([
    { text: "<img src=x onerror=alert(1)> is which kind of thing, after all?" },
  ]);
});

test("what is kept is within the bounds, whatever came", () => {
  const long = "What is long, you ask? ".repeat(1_000);
  const many = Array.from({ length: 80 }, (_, i) => ({
    text: `What is ${i}?`,
    options: ["a", "b"],
  }));
  expect(bounded(many)).toHaveLength(bounds.questions);
  expect(bounded([{ text: long, options: Array(20).fill(long) }])).toEqual([
    { text: clean(long, 4_000), options: Array(10).fill(clean(long, 1_000)) },
  ]);
  const heavy = bounded(
    Array.from({ length: 50 }, (_, i) => ({ text: `${i} ${"é".repeat(3_000)}` })),
  );
  expect(new TextEncoder().encode(JSON.stringify(heavy)).length).toBeLessThan(30 << 10);
  expect(heavy.length).toBeGreaterThan(2);
  for (const odd of [null, 7, "text", {}, [null], [7], [{}], [{ text: 7 }], [{ text: "" }]])
    expect(bounded(odd)).toEqual([]);
  expect(bounded([{ text: "Same?" }, { text: " Same? " }])).toEqual([{ text: "Same?" }]);
  expect(bounded([{ text: "What?", options: [1, "one", {}] }])).toEqual([
    { text: "What?", options: ["one"] },
  ]);
});

test("what cannot be seen is taken out of text", () => {
  expect(clean("a\u0000b\u202ec\u200bd\ud800e\n\t f", 100)).toBe("a b c d\ufffde f");
  expect([...clean("😀".repeat(50), 10)]).toHaveLength(10);
});
