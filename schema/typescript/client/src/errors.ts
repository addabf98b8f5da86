import type { ErrorCodes, ErrorData } from "./schema.js";

/** Why the gateway refused a call. */
export type ServerReason = keyof ErrorCodes;

/** Why a call failed on this side of the socket. */
export type LocalReason =
  /** The connection broke after the call was sent; it may or may not have been carried out. */
  | "connection_lost"
  /** There is no connection, and the call was made with `queue: false`. */
  | "not_connected"
  /** Too many calls, or too many bytes of them, wait for a connection already. */
  | "queue_full"
  /** The message is larger than the gateway takes. */
  | "message_too_large"
  /** No reply came within `timeoutMs`. */
  | "timeout"
  /** The client was closed, or it stopped for good: see its state. */
  | "closed"
  /** The gateway sent a reply that is none. */
  | "protocol_error"
  /** An async iterator was read more slowly than its events came. */
  | "overflow";

/** Every reason that a call can fail for. Branch on it. */
export type ErrorReason = ServerReason | LocalReason;

/** What an error of this reason tells. */
export type ErrorDataOf<R extends ErrorReason> = Omit<
  ErrorData,
  "reason" | "errors" | "current"
> & {
  /** Why the call failed. */
  readonly reason: R;
} & (R extends "invalid_params" ? Pick<ErrorData, "errors"> : unknown) &
  (R extends "version_conflict" ? Pick<ErrorData, "current"> : unknown);

/**
 * What a failed call rejects with. `reason` says precisely what went wrong;
 * {@link isPrepwireError} makes a union of it that `switch` can tell apart.
 */
export class PrepwireError<R extends ErrorReason = ErrorReason> extends Error {
  /** Why the call failed. */
  declare readonly reason: R;
  /** The JSON-RPC code of the reply; 0 when the failure is of this side. */
  declare readonly code: R extends ServerReason ? ErrorCodes[R] : 0;
  /** What else the gateway tells: `retryable`, `retryAfterMs`, `errors`, `scope`, `current`, `ref`. */
  declare readonly data: ErrorDataOf<R>;

  /** Makes an error, as the client does; made by hand it is of use in tests. */
  constructor(message: string, data: ErrorDataOf<R>, code = 0) {
    super(message);
    this.name = "PrepwireError";
    this.reason = data.reason;
    this.code = code as never;
    this.data = data;
  }
}

/** A failed call, as a union told apart by `reason`. */
export type Failure = { [R in ErrorReason]: PrepwireError<R> }[ErrorReason];

/** Says whether something that was caught is a failed call. */
export function isPrepwireError(error: unknown): error is Failure {
  return error instanceof PrepwireError;
}

/** Makes an error of this side; `what` says of what, for people. */
export function failure(reason: LocalReason, what: string, retryable = true): PrepwireError {
  return new PrepwireError(`${reason}: ${what}`, { reason, retryable } as never);
}
