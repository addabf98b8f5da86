import type { StateReason } from "./state.js";
/** Close codes after which the same token does not help. */
export declare const finalCodes: Record<number, StateReason>;
