// A form's members can be hidden behind inputs of the same name, also from
// extensions. So what is asked of an element is asked of the prototypes.

type Getter<T> = (this: unknown) => T;

function getter<T>(prototype: object, name: string): (of: Node) => T {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get as Getter<T>;
  return (of) => get.call(of);
}

export const firstChild = getter<Node | null>(Node.prototype, "firstChild");
export const nextSibling = getter<Node | null>(Node.prototype, "nextSibling");
const tagName = getter<string>(Element.prototype, "tagName");
const openShadow = getter<ShadowRoot | null>(Element.prototype, "shadowRoot");
const { getAttribute } = Element.prototype;
const visible = Element.prototype.checkVisibility as Element["checkVisibility"] | undefined;

export const tag = (of: Element) => tagName(of).toUpperCase();
export const attribute = (of: Element, name: string) => getAttribute.call(of, name);

/** The shadow root; a content script sees the closed ones of custom elements too. */
export function shadow(of: Element): ShadowRoot | null {
  const open = openShadow(of);
  if (open || !tag(of).includes("-")) return open;
  return globalThis.chrome?.dom?.openOrClosedShadowRoot(of as HTMLElement) ?? null;
}

/** Says whether an element is there for nobody's eyes. */
export function hidden(of: Element): boolean {
  if (attribute(of, "hidden") !== null || attribute(of, "aria-hidden") === "true") return true;
  return !!visible && !visible.call(of, { visibilityProperty: true }) && display(of) !== "contents";
}

const display = (of: Element) => getComputedStyle(of).display;
