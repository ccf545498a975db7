// Building the page: elements and text only. No HTML string is ever parsed, so nothing an officer
// typed, or a system answered, can become markup.

const ASSIGNED = new Set(["value", "checked", "disabled", "selected", "hidden", "open"]);

/** h("p.hint", "Text") or h("button.link", {type: "button", onclick: save}, icon, "Save").
 *  After tag and classes an object gives attributes, properties and listeners. Children are nodes,
 *  text or nested lists; null, undefined and false leave nothing behind. */
export function h(selector, ...rest) {
  const [tag, ...classes] = selector.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  if (isProperties(rest[0])) {
    for (const [name, value] of Object.entries(rest.shift())) set(node, name, value);
  }
  return fill(node, rest);
}

const isProperties = (value) =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (ASSIGNED.has(name)) node[name] = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

/** Appends children to a node and returns the node. */
export function fill(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

/** Replaces what a node holds. */
export function replace(node, ...children) {
  node.replaceChildren();
  return fill(node, children);
}

let counter = 0;

/** An id no other element of this page has. */
export const freshId = (stem) => `${stem}-${(counter += 1)}`;
