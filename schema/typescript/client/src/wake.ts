/** Those who want to know when the network is back or the page is looked at, or no longer. */
export const sleepers = new Set<() => void>();

// A service worker hears only what it listens to from its first moment on, so
// this is not left until there is a client.
for (const event of ["online", "visibilitychange"]) {
  globalThis.addEventListener?.(event, () => {
    for (const wake of [...sleepers]) wake();
  });
}
