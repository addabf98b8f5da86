/** An element that a page of the extension has. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found as E;
}

/** A new element with text, or with elements in it. Nothing is ever read as markup. */
export function element(name: string, content: string | Node[] = [], className = ""): HTMLElement {
  const made = document.createElement(name);
  if (typeof content === "string") made.textContent = content;
  else made.append(...content);
  if (className) made.className = className;
  return made;
}

/** Sets a text, and hides the element while there is none. */
export function say(id: string, text: string) {
  const at = byId(id);
  if (at.textContent !== text) at.textContent = text;
  at.hidden = !text;
}
