/** Makes members when they are asked for. None is a promise's `then`: it may be awaited by mistake. */
export function tree(members: Record<string | symbol, unknown>, make: (name: string) => unknown) {
  return new Proxy(members, {
    get(_, name) {
      if (typeof name === "string" && name !== "then") members[name] ??= make(name);
      return members[name];
    },
  });
}
