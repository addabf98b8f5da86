import type { Failure } from "@prepwire/client";
import { createContext, type ReactNode, useContext } from "react";
import { explain } from "./words.js";

/** One subject of the page, a region with a heading. */
export function Panel(props: {
  id: string;
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  const { id, title, aside, children } = props;
  return (
    <section className="panel" id={id} aria-labelledby={`${id}-title`}>
      <header>
        <h2 id={`${id}-title`} tabIndex={-1}>
          {title}
        </h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** Says why a call failed, once it did. */
export function ErrorNote({ error }: { error?: Failure | undefined }) {
  return error ? (
    <p className="error" role="alert">
      {explain(error)}
    </p>
  ) : null;
}

/** A choice among few, with its label. */
export function Choice(props: {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  onPick(value: string): void;
  testid?: string;
}) {
  return (
    <label>
      {props.label}
      <select
        value={props.value}
        data-testid={props.testid}
        onChange={(event) => props.onPick(event.currentTarget.value)}
      >
        {props.options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A line of text, with its label. */
export function Field(props: {
  label: string;
  value: string;
  onType(value: string): void;
  secret?: boolean;
  maxLength?: number;
  testid?: string;
}) {
  return (
    <label>
      {props.label}
      <input
        type={props.secret ? "password" : "text"}
        value={props.value}
        maxLength={props.maxLength}
        data-testid={props.testid}
        autoComplete="off"
        spellCheck={false}
        onInput={(event) => props.onType(event.currentTarget.value)}
      />
    </label>
  );
}

const Announcer = createContext<(text: string) => void>(() => {});

/** Gives the function that tells something to those who do not see it, when they have time. */
export const AnnouncerProvider = Announcer.Provider;

/** The function that tells something to those who do not see it. */
export const useAnnounce = () => useContext(Announcer);
