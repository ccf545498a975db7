// Building the page: elements and text only. No HTML string is ever parsed, so nothing an officer
// typed, or a system answered, can become markup.

import { isEnglish } from "fieldbook/words";

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
  forget(node);
  return fill(node, rest);
}

/** Browsers write down what was typed, to give it back after a crash: in clear, beside the vault. Of
 *  an input they ask the input whether they may, of all else the form that it belongs to. */
function forget(node) {
  if (node instanceof HTMLInputElement && !node.autocomplete) node.autocomplete = "off";
  if (node instanceof HTMLTextAreaElement || node instanceof HTMLSelectElement)
    node.setAttribute("form", unkept().id);
}

function unkept() {
  const known = document.getElementById("unkept");
  if (known) return known;
  const form = document.createElement("form");
  Object.assign(form, { id: "unkept", autocomplete: "off", hidden: true });
  document.body.append(form);
  return form;
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
    if (child === null || child === undefined || child === false) continue;
    node.append(child);
    if (isEnglish(child)) node.lang = "en-GB";
  }
  return node;
}

/** Replaces what a node holds; where that is these very nodes already, nothing is touched. */
export function replace(node, ...children) {
  const wanted = children.flat(Infinity);
  const { childNodes: held } = node;
  if (wanted.length && wanted.length === held.length && wanted.every((one, at) => one === held[at]))
    return node;
  node.replaceChildren();
  node.removeAttribute("lang");
  return fill(node, children);
}

let counter = 0;

/** An id no other element of this page has. */
export const freshId = (stem) => `${stem}-${(counter += 1)}`;
