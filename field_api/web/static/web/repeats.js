// A repeated group: none, one or several people, vehicles, finds. Each has its own card.

import { h, replace } from "fieldbook/dom";
import { lowered, more, nodesOf } from "fieldbook/folding";
import { icon } from "fieldbook/icons";
import { fieldsOf, isEmpty, isEssential } from "fieldbook/schema";
import { isSpeech, singular } from "fieldbook/singular";
import { t } from "fieldbook/words";

const FEW = 6; // fields of one in plain sight, besides those that are demanded
const MOST_VOICES = 4;

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

  function draw(gone) {
    const cards = items.map(card);
    if (gone) cards.splice(gone.index, 0, goneRow(gone));
    replace(list, cards);
    add.lastChild.textContent = items.length
      ? t("Add another {one}", { one: lowered(one) })
      : t("Add {one}", { one: lowered(one) });
    writing.check();
  }

  function card(item, index) {
    const inner = { ...writing, changed: () => change(items) };
    const at = `${pointer}/${index}`;
    const fields = fieldsOf(spec.items).map((member) => {
      const where = { schema: spec.items, scope: item, pointer: `${at}/${member.name}` };
      return { ...member, node: writing.field(inner, { ...member, ...where }) };
    });
    const plain = fields.filter((member, n) => n < FEW || isEssential(spec.items, member));
    const rest = fields.filter((member) => !plain.includes(member));
    const title = `${one} ${index + 1}`;
    const voices = isSpeech(spec.items) && speakers(item, `${at}/speaker`);
    const drop = h(
      "button.link.link--danger",
      { type: "button", onclick: () => without(index) },
      t("Remove {one}", { one: lowered(title) }),
    );
    return h(
      "div.repeat__item",
      { role: "group", "aria-label": title },
      h("p.repeat__title", title),
      voices,
      nodesOf(plain),
      rest.length > 1 ? more(inner, rest, { scope: item, at }) : nodesOf(rest),
      drop,
    );
  }

  /** Who spoke before, and the officer, one tap away: a conversation is mostly between two. */
  function speakers(item, at) {
    const named = new Set([t("Me"), ...items.map(({ speaker }) => speaker?.trim()).filter(Boolean)]);
    const pick = (name) => (event) => {
      item.speaker = name;
      writing.redraws.get(at)();
      event.target.closest(".repeat__item").querySelector("textarea").focus();
    };
    const picks = [...named].slice(-MOST_VOICES).map((name) =>
      h("button.button.button--quiet", { type: "button", onclick: pick(name) }, name),
    );
    return h("div.offers", { role: "group", "aria-label": t("Who spoke") }, picks);
  }

  function another() {
    items.push({});
    change(items);
    draw();
    list.lastElementChild.querySelector("input, select, textarea")?.focus();
  }

  function without(index) {
    const [item] = items.splice(index, 1);
    const back = writing.moved?.(pointer, index);
    change(items);
    draw(isEmpty(item) ? undefined : { index, item, back });
    (list.querySelector(".repeat__gone button") ?? add).focus();
  }

  /** Where it stood, until the list is changed again: what a thumb took away a thumb brings back. */
  function goneRow({ index, item, back }) {
    const undo = () => {
      items.splice(index, 0, item);
      back?.();
      change(items);
      draw();
      list.children[index].querySelector("input, select, textarea")?.focus();
    };
    const button = h("button.button.button--quiet", { type: "button", onclick: undo }, t("Undo"));
    const words = t("{one} removed", { one: `${one} ${index + 1}` });
    return h("div.repeat__gone", { role: "status" }, h("span", words), button);
  }
}
