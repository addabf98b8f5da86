import type { StateReason } from "./state.js";

/** Close codes after which the same token does not help. */
export const finalCodes: Record<number, StateReason> = {
  4001: "token_expired",
  4003: "token_invalid",
  4009: "replaced",
  4100: "auth_timeout",
};
