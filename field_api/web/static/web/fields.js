// One field of a form: label, help, the law that asks for it, what a supervisor said of it, and the
// control. Every edit is written straight into the draft's body.

import { control } from "fieldbook/controls";
import { h, replace } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { under } from "fieldbook/offers";
import { isEmpty, isShown, promptsFor, requiredNames, widgetOf } from "fieldbook/schema";

const GROUPED = new Set(["radio", "checks", "boolean", "place", "signature", "repeat"]);

/** Element id of the control a JSON pointer speaks of. */
export const idOf = (pointer) => `field${pointer.replaceAll("/", "-")}`;

/** One field. writing: {schema, body, notes, changed(), checks: [function]} of the form being
 *  written; in `redraws` it learns how the field at a pointer is drawn anew.
 *  scope: the object that holds the value, the body or one item of a repeated group. */
export function field(writing, { name, spec, schema, scope, pointer }) {
  const id = idOf(pointer);
  const parts = partsOf(id);
  const notes = writing.notes.filter((note) => note.pointer === pointer).map(noteAt);
  const describedby = [spec.description && `${id}-help`, `${id}-problem`].filter(Boolean).join(" ");
  const here = spec["x-prefill"] === "here";
  const offers = under(writing, spec);
  (writing.redraws ??= new Map()).set(pointer, redraw);
  const wanted = { id, spec, pointer, writing, describedby, change, here };
  let drawn = control({ ...wanted, value: scope[name] });
  const node = frame(id, spec, { ...parts, notes, drawn, offers: offers?.node });
  offers?.look(scope[name]);
  writing.checks.push(check);
  return node;

  /** After somebody else wrote the value. */
  function redraw() {
    const fresh = control({ ...wanted, value: scope[name] });
    drawn.replaceWith(fresh);
    drawn = fresh;
    change(scope[name]);
  }

  function change(value) {
    if (isEmpty(value)) delete scope[name];
    else scope[name] = value;
    const advice = promptsFor(spec, value).map((say) => h("p", say));
    replace(parts.prompts, advice);
    offers?.look(value);
    writing.changed();
  }

  function check(hints = []) {
    const hint = hints.find((each) => each.pointer === pointer);
    node.hidden = !isShown(spec, scope, writing.body);
    parts.optional.hidden = requiredNames(schema, scope).includes(name);
    parts.problem.hidden = !hint;
    parts.problem.textContent = hint?.text ?? "";
  }
}

const partsOf = (id) => ({
  optional: h("span.field__optional", "(optional)"),
  problem: h("p.field__problem", { id: `${id}-problem`, hidden: true }),
  prompts: h("div.field__prompts", { "aria-live": "polite" }),
});

function frame(id, spec, { optional, notes, problem, drawn, prompts, offers }) {
  const title = [spec.title ?? "", " ", optional];
  const law = spec["x-required-by"];
  const rest = [
    law && h("p.field__law", "Required: ", law),
    spec.description && h("p.field__help", { id: `${id}-help` }, spec.description),
    notes,
    problem,
    drawn,
    prompts,
    offers,
  ];
  if (GROUPED.has(widgetOf(spec))) {
    const legend = h("legend.field__label", title);
    return h("fieldset.field", legend, rest);
  }
  const label = h("label.field__label", { for: id }, title);
  return h("div.field", label, rest);
}

/** What somebody said of a field, right at it: {by, text}. */
export const noteAt = ({ by, text }) =>
  h("div.field__note", icon("returned"), h("p", h("strong", `${by}: `), text));
