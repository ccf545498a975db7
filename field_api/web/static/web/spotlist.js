// What is on the map, as a table: the same for who does not see it, and to open what lies there.

import { ago, at } from "fieldbook/clock";
import { h } from "fieldbook/dom";
import { symbol } from "fieldbook/mapmarks";
import { n, t } from "fieldbook/words";

const MOST = 50;

export const WORDS = {
  alert: t("Alerts"),
  hit: t("Hits"),
  tasking: t("Taskings"),
  sighting: t("Sightings"),
  entry: t("Entries"),
};
const ONE = {
  alert: t("Alert"),
  hit: t("Hit"),
  tasking: t("Tasking"),
  sighting: t("Sighting"),
  entry: t("Entry"),
};

/** The newest of these, under a caption. `href(spot)` is where it opens, if anywhere. */
export function table(spots, { caption, href }) {
  const rows = spots.slice(0, MOST).map((spot) => row(spot, href(spot)));
  const more = spots.length - rows.length;
  return [
    h(
      "table.map__list",
      h("caption", caption),
      h("thead", h("tr", h("th", { scope: "col" }, t("When")), h("th", { scope: "col" }, t("What and where")))),
      h("tbody", rows.length ? rows : h("tr", h("td", { colspan: 2 }, t("Nothing here in these hours.")))),
    ),
    more > 0 && h("p.hint", n("{count} more: look closer", "{count} more: look closer", more)),
  ];
}

function row(spot, href) {
  const { title, words, marking, kind, at: when } = spot;
  return h(
    "tr",
    h("td", h("time", { datetime: when, title: at(when) }, at(when)), h("span.map__ago", ago(when))),
    h(
      "td",
      h("span.map__kind", symbol(kind), ONE[kind]),
      href ? h("a.map__title", { href }, title) : h("span.map__title", title),
      h("span.map__where", [words, where(spot)].filter(Boolean).join(" · ")),
      h("span.map__marking", marking),
    ),
  );
}

function where({ place, area }) {
  if (!place) return t("No place that the map can show");
  if (area) return t("Within {square}, 1 km", { square: place.grid });
  return t("{grid}, within {metres} m", { grid: place.grid, metres: place.within });
}
