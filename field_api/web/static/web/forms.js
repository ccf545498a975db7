// A whole form from the catalogue, ready to be written in. What the law or the receiving systems
// need stands in plain sight; the rest of a long form waits under one tap a section.

import { fill, h } from "fieldbook/dom";
import { field, idOf } from "fieldbook/fields";
import { hints, isEmpty, isEssential, sectionsOf } from "fieldbook/schema";

const SHORT = 16; // fields; a form no longer than this hides nothing

/** {node, check(withHints) -> hints}: the form, and how to look it over.
 *  `changed()` is told of every edit; `check(true)` also shows the hints at their fields. */
export function render(form, { body, notes = [], changed }) {
  const writing = { body, notes, field, checks: [], check, changed: edited };
  let showing = false;
  const fieldCount = Object.keys(form.schema.properties).length;
  const sections = sectionsOf(form).map((section) =>
    card(writing, form.schema, section, fieldCount > SHORT),
  );
  check();
  return { node: h("div.form", sections), check };

  function edited() {
    check();
    changed();
  }

  function check(show = false) {
    showing ||= show;
    const found = hints(form.schema, body);
    for (const look of writing.checks) look(showing ? found : []);
    return found;
  }
}

function card(writing, schema, section, long) {
  const draw = (member) =>
    field(writing, { ...member, schema, scope: writing.body, pointer: `/${member.name}` });
  const plain = section.fields.filter((member) => !long || isEssential(schema, member));
  const rest = section.fields.filter((member) => !plain.includes(member));
  const nodes = new Map(section.fields.map((member) => [member, draw(member)]));
  const asked = (members) => members.filter((member) => !nodes.get(member).hidden);
  const box = plain.length > 0 ? openCard(section) : closedCard(section, writing, rest);
  fill(box, [
    plain.map((member) => nodes.get(member)),
    plain.length > 0 && rest.length > 0 && more(),
  ]);
  if (plain.length === 0) fill(box, [...nodes.values()]);
  writing.checks.push(() => (box.hidden = asked(section.fields).length === 0));
  return box;

  function more() {
    const words = h("summary");
    const node = h(
      "details.more",
      { open: isUsed(writing, rest) },
      words,
      rest.map((member) => nodes.get(member)),
    );
    writing.checks.push(() => {
      node.hidden = asked(rest).length === 0;
      words.textContent = `More: ${lowered(listed(asked(rest)))}`;
    });
    return node;
  }
}

function openCard({ id, title, help }) {
  const titleId = `section-${id}`;
  return h(
    "section.card",
    { "aria-labelledby": titleId },
    h("h2", { id: titleId }, title),
    help && h("p.hint", help),
  );
}

/** A section nobody demands anything of: one line until it is wanted. */
function closedCard({ title, help }, writing, fields) {
  const words = h("span.hint", listed(fields));
  return h(
    "details.card.card--closed",
    { open: isUsed(writing, fields) },
    h("summary", h("h2", title), words),
    help && h("p.hint", help),
  );
}

const isUsed = (writing, fields) =>
  fields.some(
    ({ name }) =>
      !isEmpty(writing.body[name]) ||
      writing.notes.some(({ pointer }) => pointer.startsWith(`/${name}`)),
  );

/** "Gender, age range and 6 more" */
function listed(fields) {
  const [first = "", second] = fields.map(({ spec }) => spec.title);
  const left = fields.length - 2;
  return first + (second ? `, ${lowered(second)}` : "") + (left > 0 ? ` and ${left} more` : "");
}

const lowered = (text) =>
  /^[A-Z][A-Z]/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);

/** Opens what hides a field and puts the cursor there. */
export function goTo(pointer) {
  const control = document.getElementById(idOf(pointer));
  for (let box = control?.closest("details"); box; box = box.parentElement.closest("details"))
    box.open = true;
  control?.focus({ preventScroll: true });
  control?.closest(".field")?.scrollIntoView({ block: "start" });
}
