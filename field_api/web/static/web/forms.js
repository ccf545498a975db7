// A whole form from the catalogue, ready to be written in. What the law or the receiving systems
// need stands in plain sight; the rest of a long form waits under one tap a section.

import { h } from "fieldbook/dom";
import { field, idOf } from "fieldbook/fields";
import { hints, isEmpty, isEssential, sectionsOf } from "fieldbook/schema";

const SHORT = 16; // fields; a form no longer than this hides nothing

/** {node, check(withHints) -> hints}: the form, and how to look it over.
 *  `changed()` is told of every edit; `check(true)` also shows the hints at their fields. */
export function render(form, { body, notes = [], changed }) {
  const writing = { body, notes, field, checks: [], check, changed: edited };
  let showing = false;
  const fieldCount = Object.keys(form.schema.properties).length;
  const sections = sectionsOf(form).map((section) => card(writing, form.schema, section, fieldCount > SHORT));
  check();
  return { node: h("div", { class: "form" }, sections), check };

  function edited() {
    check();
    changed();
  }

  function check(show = false) {
    showing ||= show;
    const found = hints(form.schema, body);
    for (const look of writing.checks) look(showing ? found : undefined);
    return found;
  }
}

function card(writing, schema, section, long) {
  const draw = (member) => field(writing, { ...member, schema, scope: writing.body, pointer: `/${member.name}` });
  const plain = section.fields.filter((member) => !long || isEssential(schema, member));
  const rest = section.fields.filter((member) => !plain.includes(member));
  const titleId = `section-${section.id}`;
  return h("section", { class: "card", "aria-labelledby": titleId },
    h("h2", { id: titleId }, section.title),
    section.help && h("p", { class: "hint" }, section.help),
    plain.map(draw),
    rest.length > 0 && more(writing, rest, rest.map(draw), plain.length > 0));
}

function more(writing, fields, nodes, besideOthers) {
  const used = ({ name }) =>
    !isEmpty(writing.body[name]) || writing.notes.some(({ pointer }) => pointer.startsWith(`/${name}`));
  const words = h("span", { class: "more__words" });
  const box = h("details", { class: "more", open: fields.some(used) },
    h("summary", {}, words), nodes);
  writing.checks.push(() => {
    const asked = fields.filter((_, index) => !nodes[index].hidden);
    box.hidden = asked.length === 0;
    words.textContent = listed(asked.map(({ spec }) => spec.title), besideOthers);
  });
  return box;
}

function listed(titles, besideOthers) {
  const [first = "", ...others] = titles.slice(0, 2).map((title, at) => (at ? lowered(title) : title));
  const left = titles.length - 1 - others.length;
  const named = [first, ...others].join(", ") + (left > 0 ? ` and ${left} more` : "");
  return besideOthers ? `More: ${lowered(named)}` : named;
}

const lowered = (text) => (/^[A-Z][A-Z]/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1));

/** Opens what hides a field and puts the cursor there. */
export function goTo(pointer) {
  const control = document.getElementById(idOf(pointer));
  for (let box = control?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  control?.focus({ preventScroll: true });
  control?.closest(".field")?.scrollIntoView({ block: "start" });
}
