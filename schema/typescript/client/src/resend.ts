// Beginnings of names rather than whole ones, to be short: a test holds them
// against every method of the contract.

/** Methods that honour idempotency keys: create, generate, register, send, start. */
export const keyed = /\.(cr|gen|reg|send|start)/;

/**
 * Methods where sending a call twice is the same as sending it once: reads,
 * those with idempotency keys, and those whose contract says so, such as
 * contest.submitAnswer and analytics.recordAnswer.
 */
export const repeatable = /\.([gijlmt]|ai|cr|di|he|p[eir]|re[cfgqs]|revi|s[^c]|un)/;
