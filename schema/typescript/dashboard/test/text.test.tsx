// @vitest-environment happy-dom
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Text } from "../src/text.js";

const shown = (text: string) => renderToStaticMarkup(<Text text={text} />);

test("lines stay, and markup is text", () => {
  expect(shown("one\n\ntwo\n")).toBe('<p class="lines">one\n\ntwo</p>');
  expect(shown("<b>a|b</b>")).toBe('<p class="lines">&lt;b&gt;a|b&lt;/b&gt;</p>');
  expect(shown("")).toBe("");
});

test("lines between bars are a table", () => {
  expect(shown("Look:\n\n| | In | Out |\n|---|---|---|\n| Day | 1 | 2 |\n\nHow many?")).toBe(
    '<p class="lines">Look:</p>' +
      '<div class="scroll"><table class="given">' +
      '<thead><tr><td></td><th scope="col">In</th><th scope="col">Out</th></tr></thead>' +
      '<tbody><tr><th scope="row">Day</th><td>1</td><td>2</td></tr></tbody></table></div>' +
      '<p class="lines">How many?</p>',
  );
});
