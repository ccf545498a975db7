// A repeated group: none, one or several people, vehicles, finds. Each has its own card.

import { h, replace } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { fieldsOf } from "fieldbook/schema";

/** Control for an array of objects; edits happen in place, `change` is told of each.
 *  The fields of an item are drawn by `writing.field`, for groups know nothing of widgets. */
export function repeatControl({ id, spec, pointer, writing, value = [], change }) {
  const items = value;
  const one = singular(spec);
  const list = h("div.repeat");
  const add = h(
    "button",
    { id, class: "button button--quiet", type: "button", onclick: another },
    icon("add"),
    "",
  );
  draw();
  return h("div", list, add);

  function draw() {
    replace(list, items.map(card));
    add.lastChild.textContent = `Add ${items.length ? "another " : ""}${one.toLowerCase()}`;
    writing.check();
  }

  function card(item, index) {
    const inner = { ...writing, changed: () => change(items) };
    const fields = fieldsOf(spec.items).map((member) =>
      writing.field(inner, {
        ...member,
        schema: spec.items,
        scope: item,
        pointer: `${pointer}/${index}/${member.name}`,
      }),
    );
    const title = `${one} ${index + 1}`;
    const drop = h(
      "button.link.link--danger",
      { type: "button", onclick: () => without(index) },
      `Remove ${title.toLowerCase()}`,
    );
    return h(
      "div.repeat__item",
      { role: "group", "aria-label": title },
      h("p.repeat__title", title),
      fields,
      drop,
    );
  }

  function another() {
    items.push({});
    change(items);
    draw();
    list.lastElementChild.querySelector("input, select, textarea")?.focus();
  }

  function without(index) {
    items.splice(index, 1);
    change(items);
    draw();
    add.focus();
  }
}

/** What one of the group is called: its own title, or the group's without the plural. */
function singular({ title, items }) {
  if (items.title) return items.title;
  if (title === "People") return "Person";
  return title.endsWith("s") ? title.slice(0, -1) : "Entry";
}
