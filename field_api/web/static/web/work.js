// My work: what needs me first, then what is still on this phone, then the rest by day.

import { at, day } from "fieldbook/clock";
import * as cases from "fieldbook/cases";
import { h } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { chip } from "fieldbook/parts";
import * as sync from "fieldbook/sync";

export const title = "My work";
export const live = ["docs", "outbox", "entries"];

/** Who opens this page wants to know now, not at the next round. */
export const enter = () => sync.wake();

export async function show({ session }) {
  const every = await cases.list(session);
  const needed = every.filter(({ needsMe }) => needsMe);
  const unsent = every.filter((one) => !one.needsMe && one.unsent.length > 0);
  const others = every.filter((one) => !needed.includes(one) && !unsent.includes(one));
  return [
    h("h1", "My work"),
    every.length === 0 &&
      h("p.lede", "Nothing yet. What you sign appears here, with what became of it."),
    group("Needs you", needed),
    group("Only on this phone", unsent),
    byDay(others).map(([name, some]) => group(name, some)),
  ];
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
