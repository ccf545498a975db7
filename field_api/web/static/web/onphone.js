// What this phone holds about what is asked, answered at once and with its age: answers of this
// shift, alerts that stand, and entries of colleagues by their hashes. It is no answer of a system:
// nothing found here is no "no match".

import * as alerts from "fieldbook/alerts";
import { standing, summaryOf } from "fieldbook/answers";
import { ago, at } from "fieldbook/clock";
import { h } from "fieldbook/dom";
import { read } from "fieldbook/identifiers";
import * as known from "fieldbook/known";
import { chip, panel } from "fieldbook/parts";
import * as questions from "fieldbook/questions";
import { t } from "fieldbook/words";

const SHOWN = 3;

/** A panel of it; null where there is nothing. */
export async function fromThisPhone(session, question) {
  const every = await Promise.all([earlier(session, question), warned(question), met(session, question)]);
  const rows = every.flat();
  if (rows.length === 0) return null;
  return panel(
    "info",
    t("From this phone"),
    h("p", t("It may have changed since. The systems know more.")),
    h("ul.onphone", rows),
  );
}

/** Answers of this shift to the same question, or with the same mark in them. */
async function earlier(session, question) {
  const wanted = marksOf(question);
  const answered = (await questions.list(session)).filter(({ id, legs }) => legs && id !== question.id);
  const same = answered.filter((one) => [...marksOf(one), ...marksIn(one)].some((mark) => wanted.includes(mark)));
  return same.slice(0, SHOWN).map((one) =>
    h(
      "li",
      h("a", { href: `#/question/${one.id}` }, t("Asked {when}: {what}", { when: ago(one.asked_at), what: summaryOf(one) })),
      " ",
      chip(standing(one)),
    ),
  );
}

async function warned(question) {
  const says = mentions(question);
  const standing = (await alerts.list()).filter(({ doc }) => says([doc.what, doc.words, doc.advice].join(" ")));
  return standing.slice(0, SHOWN).map(({ id, doc }) =>
    h("li", h("a", { href: `#/alerts/${id}` }, t("Alert: {what}", { what: doc.what })), ` ${ago(doc.issued_at)}`),
  );
}

/** Entries near here that hold the same number; the list keeps no words of them. */
async function met(session, question) {
  const found = new Map();
  for (const thing of thingsOf(question)) {
    const one = await known.find(session, thing);
    for (const each of one?.found ?? []) found.set(each.link, { ...each, asOf: one.asOf });
  }
  return [...found.values()].slice(0, SHOWN).map(({ title, kind, reference, at: when, reasons, asOf }) =>
    h(
      "li",
      t("{entry}, {when}: {reason}", {
        entry: [title ?? kind, reference].filter(Boolean).join(" "),
        when: ago(when),
        reason: reasons.join(", ").toLowerCase(),
      }),
      h("span.hint", ` ${t("List of {at}", { at: at(asOf) })}`),
    ),
  );
}

const thing = (type, attributes) => ({
  type,
  fields: Object.entries(attributes).map(([attribute, value]) => ({ attribute, value })),
});

/** Who or what a question is about, as fieldbook/things has it. */
export function thingsOf({ kind, criteria }) {
  const { number, email } = criteria;
  if (kind === "phone") return [thing("phone", { number }), thing("person", { phone: number })];
  if (email) return [thing("email", { address: email }), thing("person", { email })];
  if (kind === "driver") return [thing("person", { driver_number: number, ...criteria })];
  return [thing(kind, criteria)];
}

const normal = (kind, text) => read(kind, String(text))?.normal ?? plain(text);
const plain = (text) => String(text).normalize("NFKD").toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
const named = (surname, given) => `named:${plain(surname)}|${plain(String(given ?? "").split(/[\s\-.]+/)[0])}`;

/** What two questions have to share to be about the same: ["vrm:FB26DEM"]. */
function marksOf({ criteria }) {
  const { vrm, number, email, postcode, handle, url, surname, given_names: given } = criteria;
  return [
    vrm && `vrm:${normal("vrm", vrm)}`,
    number && `phone:${normal("phone", number)}`,
    email && `email:${normal("email", email)}`,
    postcode && `postcode:${normal("postcode", postcode)}`,
    handle && `handle:${plain(handle)}`,
    url && `url:${normal("url", url)}`,
    surname && named(surname, given),
  ].filter(Boolean);
}

/** The same of what an answer holds. */
function marksIn({ clusters = [] }) {
  const values = clusters.flatMap((one) => Object.entries(one.values));
  const marks = values.flatMap(([name, each]) =>
    NUMBERS.has(name) ? each.map(({ value }) => `${name}:${normal(name, value)}`) : [],
  );
  const names = clusters.flatMap(({ values: { surname = [], forenames = [] } }) =>
    surname.map(({ value }, index) => named(value, forenames[index]?.value)),
  );
  return [...marks, ...names];
}

const NUMBERS = new Set(["vrm", "phone", "email"]);

/** Whether a text speaks of what is asked: a number in any spelling, a name as words. */
function mentions({ criteria }) {
  const { surname, given_names: given, dob: _, ...numbers } = criteria;
  const wanted = Object.values(numbers).map(plain).filter((text) => text.length > 3);
  const words = [surname, given].filter(Boolean).map((word) => word.toLowerCase());
  return (text) => {
    const flat = plain(text);
    const spoken = new Set(text.toLowerCase().split(/[^\p{L}'’-]+/u));
    const byName = words.length > 0 && words.every((word) => word.split(" ").every((one) => spoken.has(one)));
    return byName || wanted.some((number) => flat.includes(number));
  };
}
