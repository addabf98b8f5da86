/** When so many milliseconds are over; what is no number counts as none, what no timer takes as 11 days. */
export function after(ms: unknown) {
  return Date.now() + Math.min(+(ms as number) || 0, 1e9);
}
