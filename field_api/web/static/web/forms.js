// A whole form from the catalogue, ready to be written in. What the law or the receiving systems
// need stands in plain sight; the rest of a long form waits under one tap a section.

import { h } from "fieldbook/dom";
import { field, idOf } from "fieldbook/fields";
import { asked, isUsed, listed, more, nodesOf } from "fieldbook/folding";
import { onward } from "fieldbook/keyboards";
import { panel } from "fieldbook/parts";
import { bodyCards } from "fieldbook/reading";
import { bodyToSign, hints, isEssential, sectionsOf } from "fieldbook/schema";

const SHORT = 16; // fields; a form no longer than this hides nothing

/** {node, check(withHints) -> hints}: the form, and how to look it over.
 *  `changed()` is told of every edit; `check(true)` also shows the hints at their fields. `origins`
 *  says where answers came from, and is added to; `moved(pointer, index)` is told of a row taken
 *  away. `writing` is for whoever writes into it besides: see fields.js. */
export function render(form, { body, notes = [], origins, changed, moved }) {
  const read = () => bodyCards(form, bodyToSign(form.schema, body));
  const places = { redraws: new Map(), slots: new Map(), warned: new Map() };
  const writing = {
    ...{ schema: form.schema, body, notes, origins, moved },
    ...{ field, read, checks: [], check },
    ...places,
  };
  writing.changed = edited;
  let showing = false;
  const fieldCount = Object.keys(form.schema.properties).length;
  const sections = sectionsOf(form).map((section) =>
    card(writing, form.schema, section, fieldCount > SHORT),
  );
  check();
  return { node: h("div.form", { onkeydown: onward }, sections), check, writing };

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

/** Opens what hides a field and puts the cursor there. */
export function goTo(pointer) {
  const control = document.getElementById(idOf(pointer));
  for (let box = control?.closest("details"); box; box = box.parentElement.closest("details"))
    box.open = true;
  control?.focus({ preventScroll: true });
  control?.closest(".field")?.scrollIntoView({ block: "start" });
}
