// The quiet card of somebody or something known already, and the line that stays when it was taken.

import { ago, at, plainDate } from "fieldbook/clock";
import { h } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { n, pieces, t } from "fieldbook/words";

/** candidates: as POST /recognise gives them, best first; same(one) and other(one) are told which
 *  was tapped. indicators: what else is told of a site, a wallet, an account in it. asOf: from this
 *  phone's own list, of that time. */
export function offer(candidates, { indicators = [], asOf, same, other }) {
  return h(
    "section.known",
    { "aria-label": t("Known already?") },
    indicators.map(tally),
    candidates.length > 0 && h("p.known__title", t("Known already?")),
    candidates.map((one) => row(one, { asOf, same, other })),
    asOf && h("p.hint", t("On this phone, as of {time}. Details when there is a signal.", { time: at(asOf) })),
  );
}

function tally({ label, reports, at_least: atLeast, forces, feeds, advice }) {
  const counted = atLeast
    ? n("in {count} report at least", "in {count} reports at least", reports)
    : n("in {count} report", "in {count} reports", reports);
  const across = n("{count} force", "{count} forces", forces);
  return h(
    "div.known__one",
    reports > 0 && h("p", h("strong", `${label}: `), `${counted}, ${across}`),
    feeds.map(({ name, since, marking }) =>
      h("p", h("strong", t("Known to {name} since {day}", { name, day: plainDate(since.slice(0, 10)) })), ` ${marking}`),
    ),
    advice.length > 0 &&
      h(
        "details",
        h("summary", t("What to tell the public")),
        h("ul.known__why", advice.map((one) => h("li", one))),
      ),
  );
}

function row(one, { asOf, same, other }) {
  const details = detailsOf(one.attributes);
  return h(
    "div.known__one",
    h("p", h("strong", one.label), one.class === "possible" && ` ${t("(perhaps)")}`),
    h("ul.known__why", one.reasons.map((reason) => h("li", reason))),
    h("p.hint", seen(one)),
    details.length > 0 && h("details", h("summary", t("What is known")), h("ul.known__why", details)),
    h(
      "div.known__acts",
      act(asOf ? t("Same") : t("Same: use these details"), one, same, "button button--quiet"),
      act(t("Not the same"), one, other, "link"),
    ),
  );
}

const act = (words, one, tapped, look) =>
  h(
    "button",
    { class: look, type: "button", "aria-label": `${words}: ${one.label}`, onclick: () => tapped(one) },
    words,
  );

function seen({ records, last_at: last, marking }) {
  const age = last && ago(last);
  const when =
    records > 1
      ? t("In {count} records, last {age}", { count: records, age })
      : t("Last {age}", { age });
  return [last && when, marking].filter(Boolean).join(" · ");
}

const detailsOf = (attributes) =>
  Object.entries(attributes).map(([name, [newest]]) => {
    const { value, source, at: when } = newest;
    const from = [source.title, source.reference, when && ago(when)].filter(Boolean).join(", ");
    return h("li", h("strong", `${titleOf(name)}: `), wordsOf(value), h("span.hint", ` ${from}`));
  });

const titleOf = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");

const wordsOf = (value) =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) ? plainDate(value) : String(value?.text ?? value);

/** After "Same": what it was linked with, and how to take that back. */
export const linked = ({ label, filled }, undo) =>
  h(
    "p.known.known--linked",
    icon("tick"),
    h("span", pieces("Linked: {record}", { record: h("strong", label ?? t("a record known before")) })),
    filled > 0 && h("span.hint", n("{count} field filled in", "{count} fields filled in", filled)),
    h("button.link", { type: "button", onclick: undo }, t("Not linked after all")),
  );
