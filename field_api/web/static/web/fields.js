// One field of a form: label, help, the law that asks for it, what a supervisor said of it, and the
// control. Every edit is written straight into the draft's body.

import { control } from "fieldbook/controls";
import { h, replace } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { under } from "fieldbook/offers";
import { origin, reusedFrom } from "fieldbook/origins";
import { isEmpty, isShown, promptsFor, requiredNames, widgetOf } from "fieldbook/schema";
import { t } from "fieldbook/words";

const GROUPED = new Set(["radio", "checks", "boolean", "place", "signature", "repeat"]);

/** Element id of the control a JSON pointer speaks of. */
export const idOf = (pointer) => `field${pointer.replaceAll("/", "-")}`;

/** One field. writing: {schema, body, notes, origins, changed(), checks: [function]} of the form
 *  being written; in `redraws` it learns how the field at a pointer is drawn anew, in `slots` what is
 *  free for others under it, in `warned` what is kept for warnings.
 *  scope: the object that holds the value, the body or one item of a repeated group. */
export function field(writing, { name, spec, schema, scope, pointer }) {
  const id = idOf(pointer);
  const parts = partsOf(id);
  const notes = writing.notes.filter((note) => note.pointer === pointer).map(noteAt);
  const describedby = [spec.description && `${id}-help`, `${id}-whence`, `${id}-problem`].filter(Boolean).join(" ");
  const here = spec["x-prefill"] === "here";
  const offers = under(writing, spec);
  (writing.redraws ??= new Map()).set(pointer, redraw);
  (writing.slots ??= new Map()).set(pointer, parts.slot);
  (writing.warned ??= new Map()).set(pointer, parts.warned);
  const wanted = { id, spec, pointer, writing, describedby, change, filled, here };
  let drawn = control({ ...wanted, value: scope[name] });
  const node = frame(id, spec, { ...parts, notes, drawn, offers: offers?.node });
  offers?.look(scope[name]);
  writing.checks.push(check);
  return node;

  /** After somebody else wrote the value. */
  function redraw() {
    const fresh = control({ ...wanted, value: scope[name] });
    const keep = held(drawn);
    drawn.replaceWith(fresh);
    drawn = fresh;
    keep();
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

  /** A value that this phone knew, where a control gives one. */
  function filled(value) {
    writing.origins?.push(origin(pointer, value, "filled"));
    change(value);
  }

  function check(hints = []) {
    const from = reusedFrom(writing.origins, pointer, scope[name]);
    parts.whence.hidden = !from;
    parts.whence.textContent = from ? t("From {source}", { source: from }) : "";
    const hint = hints.find((each) => each.pointer === pointer);
    node.hidden = !isShown(spec, scope, writing.body);
    const needed = requiredNames(schema, scope).includes(name);
    parts.needed.hidden = !needed;
    node.querySelector(`[id="${id}"]:is(input, select, textarea)`)?.setAttribute("aria-required", needed);
    parts.problem.hidden = !hint;
    parts.problem.textContent = hint?.text ?? "";
  }
}

/** Whoever is writing in what is drawn anew goes on where they were. */
function held(node) {
  const { id, selectionStart, selectionEnd } = document.activeElement ?? {};
  if (!id || !node.contains(document.activeElement)) return () => {};
  return () => {
    const again = document.getElementById(id);
    again?.focus({ preventScroll: true });
    if (Number.isInteger(selectionStart)) again?.setSelectionRange?.(selectionStart, selectionEnd);
  };
}

const partsOf = (id) => ({
  needed: h("span.field__needed", t("needed")),
  whence: h("p.field__whence", { id: `${id}-whence`, hidden: true }),
  problem: h("p.field__problem", { id: `${id}-problem`, hidden: true }),
  prompts: h("div.field__prompts", { "aria-live": "polite" }),
  slot: h("div", { "aria-live": "polite" }),
  warned: h("div"),
});

function frame(id, spec, { needed, notes, whence, problem, drawn, prompts, offers, slot, warned }) {
  const title = [t(spec.title ?? ""), " ", needed];
  const law = spec["x-required-by"];
  const rest = [
    law && h("p.field__law", t("Required: {law}", { law })),
    spec.description && h("p.field__help", { id: `${id}-help` }, t(spec.description)),
    notes,
    problem,
    whence,
    drawn,
    prompts,
    offers,
    warned,
    slot,
  ];
  if (GROUPED.has(widgetOf(spec))) {
    const legend = h("legend.field__label", title);
    return h("fieldset.field", legend, rest);
  }
  needed.setAttribute("aria-hidden", "true"); // a state of the control, and no part of its name
  const label = h("label.field__label", { for: id }, title);
  return h("div.field", label, rest);
}

/** What somebody said of a field, right at it: {by, text}. */
export const noteAt = ({ by, text }) =>
  h("div.field__note", icon("returned"), h("p", h("strong", `${by}: `), text));
