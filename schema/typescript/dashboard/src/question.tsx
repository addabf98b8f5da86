import type { Question } from "@prepwire/client";
import {
  type FormEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useNames } from "./taxonomy.js";
import { Text } from "./text.js";

/** How an option turned out. */
export type Mark = "right" | "wrong" | undefined;

interface Props {
  question: Question;
  /** What stands above it, such as "Question 2 of 5". */
  place: string;
  /** The answer that was given, once it was. */
  given?: string | undefined;
  mark?(option: string): Mark;
  onAnswer(answer: string, timeSpentMs: number): Promise<unknown>;
  children?: ReactNode;
}

/**
 * A question that takes one answer: a click on an option gives it; on the
 * keyboard a letter or the arrows choose, and Enter gives it.
 */
export function QuestionForm({ question, place, given, mark, onAnswer, children }: Props) {
  const [chosen, choose] = useState("");
  const [sending, setSending] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const shownAt = useRef(performance.now());
  const busy = useRef(false);
  // Not an effect after painting: that would take the focus from whoever types at once.
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), []);

  const nameOf = useNames();
  const options = optionsOf(question);
  const stemId = `stem-${question.id}`;
  const done = given !== undefined;
  const give = async (answer: string) => {
    if (busy.current || done || !answer.trim()) return;
    busy.current = true;
    setSending(true);
    choose(answer);
    await onAnswer(answer.trim(), Math.round(performance.now() - shownAt.current));
    busy.current = false;
    setSending(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    give(chosen);
  };
  const byLetter = (event: KeyboardEvent) => {
    if (!options || done || event.ctrlKey || event.metaKey || event.altKey) return;
    const wanted = options.find(({ id }) => id[0]?.toUpperCase() === event.key.toUpperCase());
    if (!wanted || event.key.length > 1) return;
    event.preventDefault();
    choose(wanted.id);
    const radios = form.current?.querySelectorAll("input") ?? [];
    [...radios].find(({ value }) => value === wanted.id)?.focus();
  };

  return (
    <form
      ref={form}
      className="question"
      data-testid="question"
      data-question={question.id}
      onSubmit={submit}
      onKeyDown={byLetter}
      aria-busy={sending}
    >
      <h3 ref={heading} tabIndex={-1}>
        {place}
      </h3>
      <p className="faint">
        {nameOf(question.skill)} · {question.difficulty}
        {question.provider === "itembank" ? " · item bank" : ` · ${question.model ?? "author"}`}
      </p>
      {question.passage && (
        <blockquote>
          <Text text={question.passage} />
        </blockquote>
      )}
      <div className="stem" id={stemId}>
        <Text text={question.stem} />
      </div>
      {options ? (
        <fieldset aria-labelledby={stemId}>
          {options.map((option) => (
            <OptionRow
              key={option.id}
              {...option}
              checked={(given ?? chosen) === option.id}
              disabled={done}
              mark={mark?.(option.id)}
              onChoose={choose}
              onGive={give}
            />
          ))}
        </fieldset>
      ) : (
        <input
          type="text"
          aria-labelledby={stemId}
          data-testid="option-text"
          maxLength={2000}
          value={given ?? chosen}
          readOnly={done}
          autoComplete="off"
          onInput={(event) => choose(event.currentTarget.value)}
        />
      )}
      {!done && (
        <div className="buttons">
          <button type="submit" className="primary" disabled={!chosen.trim() || sending}>
            Answer
          </button>
          <span className="faint">
            {options
              ? `Click an answer, or press ${letters(options)} and then Enter.`
              : "Press Enter to answer."}
          </span>
        </div>
      )}
      {children}
    </form>
  );
}

function OptionRow(props: {
  id: string;
  text: string;
  checked: boolean;
  disabled: boolean;
  mark: Mark;
  onChoose(id: string): void;
  onGive(id: string): void;
}) {
  const { id, text, checked, disabled, mark } = props;
  // Arrows and the space bar click too, but with a detail of 0: they only choose.
  const click = (event: MouseEvent) => {
    if (event.detail > 0 && !disabled) props.onGive(id);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the radio button inside takes the keys
    <label className={`option ${mark ?? ""}`} onClick={click}>
      <input
        type="radio"
        name="answer"
        value={id}
        checked={checked}
        disabled={disabled}
        data-testid={`option-${id}`}
        onChange={() => props.onChoose(id)}
      />
      {id !== text.toLowerCase() && <b>{id}</b>}
      <span>{text}</span>
      {mark && <em>{mark === "right" ? "correct" : "your answer"}</em>}
    </label>
  );
}

const letters = (options: readonly { id: string }[]) =>
  options.map(({ id }) => id[0]?.toUpperCase()).join(", ");

function optionsOf({ questionType, options }: Question) {
  if (questionType === "true-false")
    return [
      { id: "true", text: "True" },
      { id: "false", text: "False" },
    ];
  return options?.length ? options : undefined;
}
