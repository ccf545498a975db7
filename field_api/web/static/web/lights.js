// By day or by night: a choice of this device, for whoever holds it. lighting.js heeds it at once.

import { freshId, h } from "fieldbook/dom";
import { t } from "fieldbook/words";

const KEY = "fieldbook-light";
const CHOICES = [
  ["", t("As this device has it")],
  ["day", t("Light")],
  ["night", t("Dark, for the night")],
];

/** Three choices of which one holds. */
export function lights() {
  const name = freshId("light");
  const now = document.documentElement.dataset.light ?? "";
  const choices = CHOICES.map(([value, label]) =>
    h(
      "label.choice",
      h("input", { type: "radio", name, checked: value === now, onchange: () => choose(value) }),
      h("span.choice__label", label),
    ),
  );
  return h("fieldset.field", h("legend.field__label", t("Light or dark")), h("div.choices", choices));
}

function choose(value) {
  if (value) localStorage.setItem(KEY, value);
  else localStorage.removeItem(KEY);
  dispatchEvent(new Event(KEY));
}
