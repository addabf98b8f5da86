import type { Failure, StateReason } from "@prepwire/client";

const stateWords: Record<StateReason, string> = {
  client: "You disconnected.",
  unreachable: "The gateway cannot be reached.",
  lost: "The connection was lost.",
  draining: "The gateway restarts or is busy.",
  behind: "Events went missing; they are fetched again.",
  timeout: "Nothing was heard for too long.",
  token_failed: "No token could be had.",
  token_expired: "The token has expired. Give a new one.",
  token_invalid: "The token is not valid. Give another one.",
  replaced: "Too many connections are open; this was the oldest.",
  auth_timeout: "The gateway waited for a token in vain.",
  wrong_protocol: "The server does not speak prepwire.v1.",
  unsupported: "No WebSocket can be opened here.",
};

/** Why the connection is as it is. */
export const explainState = (reason: StateReason | undefined) =>
  reason ? stateWords[reason] : undefined;

const failureWords: { [reason in Failure["reason"]]?: string } = {
  ai_not_configured: "This gateway has no model, so this cannot be done here.",
  ai_quota: "The model has no quota left just now.",
  ai_unavailable: "The model cannot be reached.",
  ai_timeout: "The model took too long.",
  ai_bad_output: "The model wrote nothing usable. Try again.",
  ai_blocked: "The model refused this.",
  contest_running: "This rests while you take part in a contest.",
  contest_ended: "The contest has ended.",
  contest_full: "The contest is full.",
  contest_not_started: "The contest has not started yet.",
  registration_closed: "Registration has closed.",
  invite_required: "This contest takes an invite code.",
  key_holder: "You know the answers of this contest, so you cannot take part. You can watch.",
  already_answered: "This question was answered already; the first answer stands.",
  question_not_open: "This question is not open yet.",
  connection_lost: "The connection broke before the reply came.",
  not_found: "There is no such thing.",
  method_not_found: "This gateway does not serve that.",
};

/** What a failed call tells a person. */
export function explain({ reason, message, data }: Failure): string {
  const faults = data && "errors" in data ? (data.errors ?? []) : [];
  const told = faults.map((fault) => `${fault.pointer} ${fault.message}`).join("; ");
  const wait = data?.retryAfterMs ? ` Try again in ${seconds(data.retryAfterMs)}.` : "";
  const ref = data?.ref ? ` (reference ${data.ref})` : "";
  return `${failureWords[reason] ?? message}${told && `: ${told}`}${ref}${wait}`;
}

/** Milliseconds as "4 s" or "2 min". */
export const seconds = (ms: number) =>
  ms < 120_000 ? `${Math.max(1, Math.ceil(ms / 1000))} s` : `${Math.round(ms / 60_000)} min`;

/** Milliseconds as a clock shows them: 1:05 or 2:01:05. */
export function clock(ms: number): string {
  const s = Math.max(0, Math.ceil(ms / 1000));
  const two = (n: number) => `${n}`.padStart(2, "0");
  const [hours, minutes] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`;
}

/** A score with its unit. */
export const points = (n: number) => `${n} ${n === 1 ? "point" : "points"}`;

/** 0.62 as "62 %". */
export const percent = (part: number) => `${Math.round(part * 100)} %`;

/** The time of day of a time of the gateway. */
export const timeOfDay = (time: string) =>
  new Date(time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

/** What is filled in: params must not hold what is empty. */
export function filled<T extends object>(
  form: {
    [K in keyof T]: T[K] | (undefined extends T[K] ? "" : never);
  },
): T {
  return Object.fromEntries(
    Object.entries(form).filter(([, value]) => value !== "" && value !== undefined),
  ) as T;
}
