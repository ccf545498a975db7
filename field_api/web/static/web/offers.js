// What an identifier reads as, under its field; and what a narrative mentions, under the text, each
// with a button that puts it where the form asks for such a thing. Nothing is put anywhere by itself.

import { h, replace } from "fieldbook/dom";
import { read } from "fieldbook/identifiers";
import { foundIn } from "fieldbook/mentions";
import { origin } from "fieldbook/origins";
import { fieldsOf, isEmpty, isShown, widgetOf } from "fieldbook/schema";
import { t } from "fieldbook/words";

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
  const other = normal && shown !== value.trim() && h("span.field__chosen", t("Read as {shown}", { shown }));
  const perhaps = facts?.perhaps ? ` ${t("Perhaps {other}?", { other: facts.perhaps })}` : "";
  return [other, warnings.map((say) => h("p", `${say}.${perhaps}`))];
}

function seen(writing) {
  const list = h("div.row");
  const told = h("p.field__chosen", { role: "status" });
  const node = h("div", { hidden: true }, h("p.field__chosen", t("Seen in the text")), list, told);
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
    const about = { shown: mention.shown, field: target.title, because: mention.because };
    const words = t("Add {shown}", about);
    const label = t("Add {shown} to {field}: {because}", about);
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
      const value = mention.kind === "url" ? mention.asTyped : mention.shown;
      target.fill(value);
      writing.origins?.push(origin(target.at, value, "reused", t("the text")));
      writing.redraws.get(target.pointer)?.();
      told.textContent = t("{shown} is now under {field}.", { shown: mention.shown, field: target.title });
    }
    look(last);
  }
}

/** Where the form asks for an identifier of this kind and has none yet: {title, pointer, at, fill};
 *  `pointer` is what is drawn anew, `at` the answer. */
function targetOf({ schema, body }, kind) {
  const fields = fieldsOf(schema).filter(({ spec }) => isShown(spec, body, body));
  const empty = fields.find((field) => asks(field, kind) && isEmpty(body[field.name]));
  if (empty) return target(empty, (text) => (body[empty.name] = text));
  const group = fields.find(({ spec }) => spec["x-widget"] === "repeat" && memberOf(spec, kind));
  if (!group) return undefined;
  const items = body[group.name] ?? [];
  const { name } = memberOf(group.spec, kind);
  const free = items.find((item) => isEmpty(item));
  const row = free ? items.indexOf(free) : items.length;
  return target(
    group,
    (text) => {
      if (free) free[name] = text;
      else body[group.name] = [...items, { [name]: text }];
    },
    `/${row}/${name}`,
  );
}

const target = ({ name, spec }, fill, within = "") => {
  const pointer = `/${name}`;
  return { title: spec.title, pointer, at: `${pointer}${within}`, fill };
};
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
