// A code chosen from a long list while typing: a combobox after the ARIA Authoring Practices, so that
// a thumb, a keyboard and a screen reader find the same. A list that is not here, or lacks what was
// seen, stops nobody: what was typed is then used as it stands.

import { freshId, h, replace } from "fieldbook/dom";
import { find } from "fieldbook/finding";
import * as lists from "fieldbook/lists";
import { t } from "fieldbook/words";

const LONGEST = 40;

/** Control for a code; `change(code)` is told when one is chosen. */
export function codeControl({ id, spec, value, describedby, change }) {
  const box = h("ul.finder__list", { id: freshId("codes"), role: "listbox", hidden: true });
  const said = h("p.field__chosen", { role: "status" });
  const input = h("input.input", {
    id,
    type: "text",
    role: "combobox",
    value: value ?? "",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": box.id,
    "aria-describedby": describedby,
    oninput: () => void offer(),
    onkeydown: keyed,
    onblur: close,
  });
  let options = [];
  let at = -1;
  void sayLabel(value);
  return h("div.finder", input, box, said);

  async function offer() {
    const text = input.value.trim();
    change(undefined); // until one is chosen again
    said.textContent = "";
    const list = await lists.open(spec["x-list"]);
    if (text !== input.value.trim()) return; // typed on meanwhile
    const found = list ? find(list.index, text) : [];
    options = [...found, ...asTyped(text, found)];
    at = -1;
    replace(box, options.map(row));
    show(options.length > 0);
    if (!list) said.textContent = t("This list is not on the phone yet.");
  }

  function asTyped(text, found) {
    if (!text || text.length > LONGEST || found.some(({ code }) => code === text)) return [];
    return [{ code: text, label: t("Use as typed"), typed: true }];
  }

  function row({ code, label, typed }, index) {
    return h(
      "li.finder__row",
      {
        id: `${box.id}-${index}`,
        role: "option",
        "aria-selected": "false",
        // Before the blur that a click brings: the list would be gone from under the thumb.
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => choose(index),
      },
      h("span.finder__label", label),
      h("span.finder__code", typed ? `“${code}”` : code),
    );
  }

  function choose(index) {
    const { code, label, typed } = options[index];
    input.value = code;
    said.textContent = typed ? t("Not from the list.") : label;
    change(code);
    show(false);
  }

  function keyed(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && options.length > 0 && !box.hidden) {
      event.preventDefault();
      mark((at + steps[event.key] + options.length) % options.length);
    } else if (event.key === "Enter" && at >= 0 && !box.hidden) {
      event.preventDefault();
      choose(at);
    } else if (event.key === "Escape") show(false);
  }

  function mark(index) {
    box.children[at]?.setAttribute("aria-selected", "false");
    at = index;
    box.children[at].setAttribute("aria-selected", "true");
    box.children[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", box.children[at].id);
  }

  /** What was typed and not chosen stands, if it is a code of the list; else it is asked about. */
  async function close() {
    show(false);
    const text = input.value.trim();
    if (!text || said.textContent) return;
    const list = await lists.open(spec["x-list"]);
    const code = [text, text.toUpperCase()].find((one) => list?.labels.has(one));
    if (!code) return void (said.textContent = t("Not chosen yet: tap one of the list, or use it as typed."));
    input.value = code;
    change(code);
    await sayLabel(code);
  }

  function show(open) {
    box.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (open) return;
    input.removeAttribute("aria-activedescendant");
    replace(box);
  }

  async function sayLabel(code) {
    if (code) said.textContent = (await lists.open(spec["x-list"]))?.labels.get(code) ?? "";
  }
}

/** A code as it is read: by its name as soon as the list is open. */
export function codeWords(spec, code) {
  const label = h("span");
  void lists.open(spec["x-list"]).then((list) => {
    const name = list?.labels.get(code);
    if (name) label.textContent = `${name} `;
  });
  return h("span", label, h("span.finder__code", code));
}
