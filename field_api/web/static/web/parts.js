// Small parts that several screens show.

import { h } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { t } from "fieldbook/words";

export const chip = ({ word, tone, icon: name }) =>
  h("span", { class: `chip chip--${tone}` }, icon(name), h("span", word));

export const marking = (text, groups = []) =>
  h(
    "p.marking",
    h("span.visually-hidden", t("Marking:"), " "),
    groups.length
      ? t("{marking} · for {groups} only", { marking: text, groups: groups.join(t(" and ")) })
      : text,
  );

export const back = (href, label) => h("a.back", { href }, icon("back"), label);

/** A box that stands out. tone: info, good, warn, bad. */
export const panel = (tone, title, ...rest) =>
  h("div", { class: `panel panel--${tone}` }, h("p.panel__title", title), rest);

/** A definition list from [[term, …details]]; empty details are left out. */
export const facts = (rows) =>
  h(
    "dl.facts",
    rows
      .filter(([, ...details]) => details.some(Boolean))
      .map(([term, ...details]) => h("div.facts__row", h("dt", term), h("dd", details))),
  );

export const button = (label, onclick, { kind = "", iconName } = {}) =>
  h(
    "button",
    { class: `button ${kind}`.trim(), type: "button", onclick },
    iconName && icon(iconName),
    label,
  );
