/**
 * Hooks for React over a client of the Prepwire gateway. Their functions never
 * reject: what went wrong is in `error`, and the promise is undefined.
 *
 * @packageDocumentation
 */

export * from "./hooks/analytics.js";
export * from "./hooks/coaching.js";
export * from "./hooks/contest.js";
export * from "./hooks/questions.js";
export * from "./hooks/recommendations.js";
export * from "./hooks/session.js";
export {
  type Activity,
  PrepwireProvider,
  useClient,
  useWebSocket,
  type WebSocketHook,
} from "./hookstore.js";
