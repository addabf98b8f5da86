/** What an explanation has, in the order of the contract, and what people call it. */
export const titles: Record<string, string> = {
  stem: "The question",
  options: "Options",
  strategy: "How to go about it",
  steps: "Steps",
  pitfalls: "Mistakes to avoid",
};

/** Says whether an explanation has such a part; names come from the gateway. */
export const isPart = (name: string) => Object.hasOwn(titles, name);
