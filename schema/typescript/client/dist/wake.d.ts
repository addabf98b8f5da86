/** Those who want to know when the network is back or the page is looked at, or no longer. */
export declare const sleepers: Set<() => void>;
