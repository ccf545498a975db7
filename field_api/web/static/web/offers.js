// What an identifier reads as, under its field; and what a narrative mentions, under the text, each
// with a button that puts it where the form asks for such a thing. Nothing is put anywhere by itself.

import { h, replace } from "fieldbook/dom";
import { read } from "fieldbook/identifiers";
import { foundIn } from "fieldbook/mentions";
import { fieldsOf, isEmpty, isShown, widgetOf } from "fieldbook/schema";

const PAUSE = 600; // milliseconds without a keystroke: half a number is no wrong one

/** What stands under a field of these words: {node, look(value)}; undefined where nothing does. */
export function under(writing, spec) {
  if (widgetOf(spec) === "textarea" && writing.schema) return paced(seen(writing));
  return spec["x-identifier"] ? paced(asRead(spec["x-identifier"])) : undefined;
}

/** Looks at once the first time, and later only when the writer pauses. */
function paced({ node, look }) {
  let waiting;
  let looked = false;
  return { node, look: soon };

  function soon(value) {
    clearTimeout(waiting);
    if (looked) waiting = setTimeout(look, PAUSE, value);
    else look(value);
    looked = true;
  }
}

function asRead(kind) {
  const node = h("div.field__prompts", { "aria-live": "polite" });
  return { node, look: (value) => replace(node, readingOf(kind, value ?? "")) };
}

function readingOf(kind, value) {
  const { normal, shown, warnings = [], facts } = read(kind, value) ?? {};
  const other = normal && shown !== value.trim() && h("span.field__chosen", `Read as ${shown}`);
  const perhaps = facts?.perhaps ? ` Perhaps ${facts.perhaps}?` : "";
  return [other, warnings.map((say) => h("p", `${say}.${perhaps}`))];
}

function seen(writing) {
  const list = h("div.row");
  const told = h("p.field__chosen", { role: "status" });
  const node = h("div", { hidden: true }, h("p.field__chosen", "Seen in the text"), list, told);
  let last = "";
  return { node, look };

  function look(text) {
    last = text ?? "";
    const found = foundIn(last).filter((one) => !isThere(writing.schema, writing.body, one));
    node.hidden = !found.length && !told.textContent;
    replace(list, found.map(offer));
  }

  function offer(mention) {
    const target = targetOf(writing, mention.kind);
    if (!target) return h("span.field__chosen", mention.shown);
    const words = `Add ${mention.shown}`;
    const label = `${words} to ${target.title}: ${mention.because}`;
    return h(
      "button.link",
      { type: "button", "aria-label": label, onclick: () => put(mention) },
      words,
    );
  }

  // The form may have changed since the button was drawn: it is asked anew where this belongs.
  function put(mention) {
    const target = targetOf(writing, mention.kind);
    if (target) {
      target.fill(mention.kind === "url" ? mention.asTyped : mention.shown);
      writing.redraws.get(target.pointer)?.();
      told.textContent = `${mention.shown} is now under ${target.title}.`;
    }
    look(last);
  }
}

/** Where the form asks for an identifier of this kind and has none yet: {title, pointer, fill}. */
function targetOf({ schema, body }, kind) {
  const fields = fieldsOf(schema).filter(({ spec }) => isShown(spec, body, body));
  const empty = fields.find((field) => asks(field, kind) && isEmpty(body[field.name]));
  if (empty) return target(empty, (text) => (body[empty.name] = text));
  const group = fields.find(({ spec }) => spec["x-widget"] === "repeat" && memberOf(spec, kind));
  if (!group) return undefined;
  const items = body[group.name] ?? [];
  const { name } = memberOf(group.spec, kind);
  const free = items.find((item) => isEmpty(item));
  return target(group, (text) => {
    if (free) free[name] = text;
    else body[group.name] = [...items, { [name]: text }];
  });
}

const target = ({ name, spec }, fill) => ({ title: spec.title, pointer: `/${name}`, fill });
const asks = ({ spec }, kind) => spec["x-identifier"] === kind;
const memberOf = ({ items }, kind) => fieldsOf(items).find((field) => asks(field, kind));

/** Whether the form says it already, in a field of its own. */
function isThere(schema, body, mention) {
  return fieldsOf(schema).some(({ name, spec }) => {
    const value = body[name];
    if (isEmpty(value)) return false;
    if (spec["x-widget"] === "repeat")
      return value.some((item) => isThere(spec.items, item, mention));
    if (mention.kind === "dob" && spec.format === "date") return value === mention.normal;
    return spec["x-identifier"] === mention.kind && means(mention, value);
  });
}

const means = ({ kind, normal, asTyped }, value) =>
  value === asTyped || (read(kind, value)?.normal ?? value) === normal;
