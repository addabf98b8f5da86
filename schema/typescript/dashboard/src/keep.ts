/** What a browser remembers for this page; without storage it remembers nothing. */
function keeper(storage: () => Storage) {
  return {
    get(key: string): string {
      try {
        return storage().getItem(`prepwire.${key}`) ?? "";
      } catch {
        return "";
      }
    },
    set(key: string, value: string) {
      try {
        if (value) storage().setItem(`prepwire.${key}`, value);
        else storage().removeItem(`prepwire.${key}`);
      } catch {}
    },
  };
}

/** Names, which may stay. */
export const always = keeper(() => localStorage);

/** A token and where somebody was, which go with the tab. */
export const thisTab = keeper(() => sessionStorage);
