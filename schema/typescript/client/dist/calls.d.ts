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
/** Writes down a message. */
export declare function encode(method: string, params: unknown, id?: number): string;
/** Writes down a call. It throws what JSON.stringify throws. */
export declare function createCall(method: string, params: Record<string, unknown>, wishes: CallOptions, settle: Call["settle"]): Call;
