// A whole form from the catalogue, ready to be written in. What the law or the receiving systems
// need stands in plain sight; the rest of a long form waits under one tap a section.

import { h } from "fieldbook/dom";
import { field, idOf } from "fieldbook/fields";
import { panel } from "fieldbook/parts";
import { bodyCards } from "fieldbook/reading";
import { bodyToSign, hints, isEmpty, isEssential, sectionsOf } from "fieldbook/schema";

const SHORT = 16; // fields; a form no longer than this hides nothing

/** {node, check(withHints) -> hints}: the form, and how to look it over.
 *  `changed()` is told of every edit; `check(true)` also shows the hints at their fields. */
export function render(form, { body, notes = [], changed }) {
  const read = () => bodyCards(form, bodyToSign(form.schema, body));
  const writing = { schema: form.schema, body, notes, field, read, checks: [], check };
  writing.changed = edited;
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

/** A section of the form; its fields must be drawn first, for they say whether they are asked. */
function card(writing, schema, section, long) {
  const drawn = section.fields.map((member) => {
    const where = { schema, scope: writing.body, pointer: `/${member.name}` };
    return { ...member, node: field(writing, { ...member, ...where }) };
  });
  const plain = drawn.filter((member) => !long || isEssential(schema, member));
  const rest = drawn.filter((member) => !plain.includes(member));
  // What must not be done is never behind a tap.
  const box = plain.length || section.warn
    ? openCard(section, nodesOf(plain), rest.length > 0 && more(writing, rest))
    : closedCard(writing, section, rest);
  writing.checks.push(() => (box.hidden = asked(drawn).length === 0));
  return box;
}

const nodesOf = (drawn) => drawn.map(({ node }) => node);

const asked = (drawn) => drawn.filter(({ node }) => !node.hidden);

function openCard({ id, title, help, warn }, ...content) {
  const titleId = `section-${id}`;
  return h(
    "section.card",
    { "aria-labelledby": titleId },
    h("h2", { id: titleId }, title),
    warn && panel("bad", warn),
    help && h("p.hint", help),
    content,
  );
}

function more(writing, rest) {
  const words = h("summary");
  const box = h("details.more", { open: isUsed(writing, rest) }, words, nodesOf(rest));
  writing.checks.push(() => {
    box.hidden = asked(rest).length === 0;
    words.textContent = `More: ${lowered(listed(asked(rest)))}`;
  });
  return box;
}

/** A section nobody demands anything of: one line until it is wanted. */
function closedCard(writing, { title, help }, rest) {
  const words = h("span.hint");
  writing.checks.push(() => (words.textContent = listed(asked(rest))));
  return h(
    "details.card.card--closed",
    { open: isUsed(writing, rest) },
    h("summary", h("h2", title), words),
    help && h("p.hint", help),
    nodesOf(rest),
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
