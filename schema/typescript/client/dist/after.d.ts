/** When so many milliseconds are over; what is no number counts as none, what no timer takes as 11 days. */
export declare function after(ms: unknown): number;
