import { keyed } from "./resend.js";
import type { CallOptions } from "./types.js";

/** A call on its way. */
export interface Call {
  readonly id: number;
  readonly method: string;
  readonly wishes: CallOptions;
  /** The whole message. */
  readonly frame: string;
  readonly bytes: number;
  /** Ends the wait for the reply. */
  timer?: ReturnType<typeof setTimeout>;
  /** Ends the call with an error, or with a result. Only the first time counts. */
  settle(error: unknown, result?: unknown): void;
}

let lastId = 0;

/** Writes down a message. */
export function encode(method: string, params: unknown, id?: number) {
  return JSON.stringify({ jsonrpc: "2.0", method, params, id });
}

/** Writes down a call. It throws what JSON.stringify throws. */
export function createCall(
  method: string,
  params: Record<string, unknown>,
  wishes: CallOptions,
  settle: Call["settle"],
): Call {
  const id = ++lastId;
  const { onProgress } = wishes;
  // Keys are told apart within one user's calls of one method only.
  const key = wishes.idempotencyKey ?? (keyed.test(method) ? `${Math.random()}` : undefined);
  const meta = (key || onProgress) && {
    _meta: { idempotencyKey: key, progressToken: onProgress && id, ...(params._meta as object) },
  };
  const frame = encode(method, { ...params, ...meta }, id);
  return { id, method, wishes, frame, bytes: new TextEncoder().encode(frame).length, settle };
}
