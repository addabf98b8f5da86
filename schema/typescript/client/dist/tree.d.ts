/** Makes members when they are asked for. None is a promise's `then`: it may be awaited by mistake. */
export declare function tree(members: Record<string | symbol, unknown>, make: (name: string) => unknown): Record<string | symbol, unknown>;
