// The alerts that stand, and one of them: what it says, and what came of it.

import * as alertbar from "fieldbook/alertbar";
import * as alerts from "fieldbook/alerts";
import { ago, at } from "fieldbook/clock";
import { h } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { back, button, chip, facts, panel } from "fieldbook/parts";
import * as status from "fieldbook/status";
import * as sync from "fieldbook/sync";
import { rows as taskRows } from "fieldbook/tasking";
import * as tasks from "fieldbook/tasks";
import { t } from "fieldbook/words";

export const title = t("Alerts");
export const live = ["alerts", "tasks"];

const OUTCOMES = [
  ["attending", t("I attend")],
  ["done", t("Done")],
  ["no_trace", t("No trace")],
  ["cannot", t("I cannot")],
];
const SAID = Object.fromEntries(OUTCOMES);
const LONGEST = 500;

/** Opening one is seeing it. */
export async function enter({ id }) {
  if (id && (await alerts.see(id))) void sync.wake();
}

export async function show({ id }) {
  const every = await alerts.list();
  if (!id) return list(every, await tasks.list(), await status.read());
  const one = every.find((each) => each.id === id);
  return one ? whole(one) : gone();
}

const list = (every, asked, link) => [
  h("h1", t("Alerts")),
  offline(link),
  asked.length > 0 && [h("h2", t("Asked of you"), " ", h("span.count", asked.length)), taskRows(asked)],
  asked.length > 0 && h("h2", t("To be known")),
  every.length === 0 && h("p.lede", t("None that stands. New ones come up over every screen.")),
  every.length > 0 && h("ul.list", every.map(row)),
  h("p", h("a.button.button--quiet.button--wide", { href: "#/map" }, t("Map of the last hours"))),
  offerNotices(),
];

/** Nobody can take back what is on a phone that nobody reaches. */
const offline = ({ reached, lastGood }) =>
  reached === false &&
  panel(
    "wait",
    t("No connection"),
    h("p", t("As of {time}. One that was recalled since still stands here, until it runs out.", { time: at(lastGood) })),
  );

const row = (one) =>
  h(
    "li",
    h(
      "a.list__row",
      { href: `#/alerts/${one.id}` },
      h(
        "span.list__text",
        h("span.list__title", one.doc.what),
        h("span.row", alertbar.urgency(one.doc), state(one)),
        h("span.list__more", t("{age}, until {time}", { age: ago(one.doc.issued_at), time: at(one.doc.valid_until) })),
      ),
      icon("go", "icon--go"),
    ),
  );

function state(one) {
  const last = alerts.outcomes(one).at(-1);
  if (alerts.needsLook(one)) return chip({ word: t("Not seen"), tone: "wait", icon: "dash" });
  return last && chip({ word: SAID[last.outcome], tone: "good", icon: "tick" });
}

const whole = (one) => [
  back("#/alerts", t("Alerts")),
  h("h1", one.doc.what),
  h("p.under-title", alertbar.urgency(one.doc)),
  alertbar.body(one.doc),
  facts([
    [t("Issued"), `${at(one.doc.issued_at)}, ${ago(one.doc.issued_at)}`],
    [t("Until"), at(one.doc.valid_until)],
    [t("What it is about"), entryOf(one.doc)],
  ]),
  said(one),
  acting(one),
];

const entryOf = ({ subject }) =>
  subject?.kind === "submission" && h("a", { href: `#/entry/${subject.id}` }, t("The entry"));

function said(one) {
  const every = alerts.outcomes(one);
  const line = ({ outcome, words, at: when, told }) =>
    h("li", [SAID[outcome], at(when), words].filter(Boolean).join(" · "), !told && ` (${t("not sent yet")})`);
  return every.length > 0 && panel("good", t("You said"), h("ul", every.map(line)));
}

let writing; // {id, input}: the same one each time, for the screen is drawn anew under the words

function wordsFor(id) {
  if (writing?.id !== id) {
    const input = h("input.input", { id: "alert-words", maxlength: LONGEST, autocomplete: "off" });
    writing = { id, input };
  }
  return writing.input;
}

function acting(one) {
  const known = new Set(alerts.outcomes(one).map(({ outcome }) => outcome));
  const left = OUTCOMES.filter(([outcome]) => !known.has(outcome));
  if (left.length === 0) return undefined;
  const words = wordsFor(one.id);
  const act = (outcome) => () => {
    const said = words.value.trim();
    words.value = "";
    return alerts.act(one.id, outcome, said).then(() => void sync.wake());
  };
  return h(
    "section.card",
    { "aria-labelledby": "acting" },
    h("h2", { id: "acting" }, t("What came of it")),
    h("label.field__label", { for: "alert-words" }, t("In a few words, if you like")),
    words,
    h("div.alert-outcomes", left.map(([outcome, label]) => button(label, act(outcome), { kind: "button--quiet" }))),
  );
}

const gone = () => [
  back("#/alerts", t("Alerts")),
  h("h1", t("This alert is over")),
  h("p", t("It was recalled, has run out, or is no longer for you. Nothing of it is kept on this phone.")),
];

/** A phone asks its owner first whether a page may say something while it is not looked at. */
function offerNotices() {
  if (globalThis.Notification?.permission !== "default") return undefined;
  return h(
    "section.card",
    h("p", t("Have the phone say that there is a new alert when another application is open. It never says what.")),
    button(t("Allow it"), () => void Notification.requestPermission(), { kind: "button--quiet" }),
  );
}
