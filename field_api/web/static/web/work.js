// My work: what needs me first, then what is still on this phone, then the rest by day.

import { at, day } from "fieldbook/clock";
import * as cases from "fieldbook/cases";
import { choose } from "fieldbook/dialogs";
import { h } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { chip, panel } from "fieldbook/parts";
import * as roaming from "fieldbook/roaming";
import * as sync from "fieldbook/sync";

export const title = "My work";
export const live = ["docs", "outbox", "entries"];

/** Who opens this page wants to know now, not at the next round. */
export const enter = ({ session }) =>
  Promise.all([sync.wake(), roaming.look(session).catch(() => {})]);

export async function show({ session, go }) {
  const every = await cases.list(session);
  const needed = every.filter(({ needsMe }) => needsMe);
  const unsent = every.filter((one) => !one.needsMe && one.unsent.length > 0);
  const others = every.filter((one) => !needed.includes(one) && !unsent.includes(one));
  return [
    h("h1", "My work"),
    handed(await roaming.found(), session, go),
    h("p", h("a", { href: "#/duty" }, "Duty report: what I filed this shift")),
    every.length === 0 &&
      h("p.lede", "Nothing yet. What you sign appears here, with what became of it."),
    group("Needs you", needed),
    group("Only on this phone", unsent),
    byDay(others).map(([name, some]) => group(name, some)),
  ];
}

/** Drafts that a supervisor handed here, and word of one's own that were handed on. */
const handed = ({ offers, told }, session, go) => [
  offers.length > 0 &&
    h(
      "section",
      { "aria-label": "Handed to you" },
      h("h2", "Handed to you ", h("span.count", offers.length)),
      h("ul.list", offers.map((one) => offerRow(one, session, go))),
    ),
  told.map(({ kind, handed: { by, to, at: when, reason } }) =>
    panel(
      "info",
      `${by} handed a draft of yours to ${to}`,
      h("p", `${nameOf(kind)}, ${at(when)}: ${reason}`),
    ),
  ),
];

const nameOf = (kind) => kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll("-", " ");

const offerRow = (one, session, go) =>
  h(
    "li",
    h(
      "button.list__row",
      { type: "button", onclick: () => takeOver(one, session, go) },
      icon("pen", "icon--lead"),
      h(
        "span.list__text",
        h("span.list__title", nameOf(one.kind)),
        h("span.list__more", `Begun by ${one.author.name}, handed over by ${one.by}: ${one.reason}`),
        h("span.list__more", `Take it over before ${at(one.expires_at)}`),
      ),
      icon("go", "icon--go"),
    ),
  );

async function takeOver({ id }, session, go) {
  try {
    const draft = await roaming.take(session, id);
    go(`#/write/${draft.id}`);
  } catch (error) {
    const back = [{ value: undefined, label: "Go back", primary: true }];
    await choose({ title: "It could not be fetched", body: h("p", error.message), actions: back });
  }
}

const group = (name, some) =>
  some.length > 0 &&
  h(
    "section",
    { "aria-label": name },
    h("h2", `${name} `, h("span.count", some.length)),
    h("ul.list", some.map(row)),
  );

function byDay(every) {
  const today = day(new Date().toISOString());
  const days = new Map();
  for (const one of every) {
    const name = day(one.at) === today ? "Today" : day(one.at);
    days.set(name, [...(days.get(name) ?? []), one]);
  }
  return [...days];
}

function row(one) {
  const about = [at(one.occurredAt), placeOrSubject(one.body), one.reference]
    .filter(Boolean)
    .join(" · ");
  return h(
    "li",
    h(
      "a.list__row",
      { href: `#/entry/${one.submission}` },
      h(
        "span.list__text",
        h("span.list__title", one.title),
        h("span.list__more", about),
        chip(one.chip),
      ),
      icon("go", "icon--go"),
    ),
  );
}

const placeOrSubject = (body = {}) => body.subject ?? body.place?.text ?? body.location?.text;
