import type { Connected } from "./schema.js";

/** What the connection does. */
export type Status =
  /** It was never asked to connect. */
  | "idle"
  /** It tries. */
  | "connecting"
  /** Calls are served. */
  | "open"
  /** It waits for its next try. */
  | "reconnecting"
  /** It stopped: by `close()`, or because trying again would not help. */
  | "closed";

/** Why the connection waits or stopped. */
export type StateReason =
  /** `close()` was called. */
  | "client"
  /** The gateway, the network or a page's origin did not let the socket open. */
  | "unreachable"
  /** The socket broke, or the gateway closed it. */
  | "lost"
  /** The gateway stops or is busy and named a time to come back. */
  | "draining"
  /** This side read too slowly, or events went missing: they are fetched again. */
  | "behind"
  /** Nothing was heard for too long. */
  | "timeout"
  /** The function that gets tokens failed. */
  | "token_failed"
  /** The token has expired (close code 4001). */
  | "token_expired"
  /** The token is not valid or was revoked (close code 4003). */
  | "token_invalid"
  /** The user opened too many connections, and this was the oldest (close code 4009). */
  | "replaced"
  /** The gateway waited for a token in vain (close code 4100). */
  | "auth_timeout"
  /** The server does not speak prepwire.v1. */
  | "wrong_protocol"
  /** The address is none, or there is no WebSocket here. */
  | "unsupported";

/** The connection at one moment. It never changes; a new one takes its place. */
export interface ConnectionState {
  /** What the connection does. */
  readonly status: Status;
  /** Why it waits or stopped. */
  readonly reason?: StateReason | undefined;
  /** The WebSocket's close code, where there was one. */
  readonly code?: number | undefined;
  /** More about the reason, for people who look for faults. */
  readonly detail?: string | undefined;
  /** How often it was lost, or could not be made, since the last stable connection. */
  readonly attempt: number;
  /** When the next try begins, as `Date.now()` tells time; only while reconnecting. */
  readonly retryAt?: number | undefined;
  /** Who we are and how the gateway treats us; only while open. */
  readonly session?: Connected | undefined;
}
