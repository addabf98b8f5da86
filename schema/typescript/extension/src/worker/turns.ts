/** Makes a line to stand in: what is put in is done one after the other, and one that fails does not end it. */
export function line() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(what: () => Promise<T>): Promise<T> => {
    const next = last.then(what);
    last = next.catch(() => {});
    return next;
  };
}
