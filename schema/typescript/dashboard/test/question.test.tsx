// @vitest-environment happy-dom
import type { Question } from "@prepwire/client";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { expect, onTestFinished, test, vi } from "vitest";
import { QuestionForm } from "../src/question.js";

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

test("an option is chosen by its letter, whatever its author calls it", async () => {
  const fault = vi.fn((event: ErrorEvent) => event.preventDefault());
  window.addEventListener("error", fault);
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  onTestFinished(() => act(async () => root.unmount()));
  const question = {
    id: "q",
    stem: "Which one?",
    skill: "ALG1",
    difficulty: "easy",
    questionType: "multiple-choice",
    options: [
      { id: "A", text: "one" },
      { id: 'B"]\\', text: "two" },
    ],
  } as Question;
  const form = <QuestionForm question={question} place="Question 1" onAnswer={async () => {}} />;
  await act(async () => root.render(form));
  const key = new KeyboardEvent("keydown", { key: "b", bubbles: true });
  await act(async () => place.querySelector("form")?.dispatchEvent(key));
  expect(fault).not.toHaveBeenCalled();
  const chosen = place.querySelectorAll<HTMLInputElement>("input[type=radio]")[1];
  expect(chosen?.checked).toBe(true);
  expect(document.activeElement).toBe(chosen);
});
