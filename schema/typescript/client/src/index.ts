/**
 * A client of the Prepwire gateway for browsers, Node and service workers.
 *
 * @packageDocumentation
 */
export { createClient } from "./client.js";
export {
  type ErrorDataOf,
  type ErrorReason,
  type Failure,
  isPrepwireError,
  type LocalReason,
  PrepwireError,
  type ServerReason,
} from "./errors.js";
export type * from "./options.js";
export type * from "./schema.js";
export type * from "./state.js";
export type * from "./types.js";
