/** Methods that honour idempotency keys: create, generate, register, send, start. */
export declare const keyed: RegExp;
/**
 * Methods where sending a call twice is the same as sending it once: reads,
 * those with idempotency keys, and those whose contract says so, such as
 * contest.submitAnswer and analytics.recordAnswer.
 */
export declare const repeatable: RegExp;
