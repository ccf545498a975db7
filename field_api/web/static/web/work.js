// My work: what needs me first, then what is still on this phone, then the rest by day.

import { at, day } from "fieldbook/clock";
import * as cases from "fieldbook/cases";
import { choose } from "fieldbook/dialogs";
import { h, replace } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { panel } from "fieldbook/parts";
import { mayReview } from "fieldbook/reviews";
import * as roaming from "fieldbook/roaming";
import { longList, rowOf } from "fieldbook/rows";
import { isWishing, sieve, sift, wishOf } from "fieldbook/sifting";
import * as sync from "fieldbook/sync";
import * as vault from "fieldbook/vault";
import { t } from "fieldbook/words";

export const title = t("My work");
export const live = ["docs", "outbox", "entries"];

let left; // {notebook, frame, row}: whoever comes back from an entry goes on where they were
vault.watch(() => (left = undefined));

/** Who opens this page wants to know now, not at the next round. */
export function enter({ session, frame, back }) {
  const row = back && document.getElementById(rowOf(back));
  row?.scrollIntoView({ block: "center" });
  row?.focus({ preventScroll: true });
  frame.list.node.onclick = ({ target }) => {
    const row = target.closest("a")?.hash.split("/")[2];
    left = row && { notebook: session.notebook.id, frame, row };
  };
  return Promise.all([sync.wake(), roaming.look(session).catch(() => {})]);
}

/** Drawn anew with every news, but its parts stay: somebody may be typing in one of them. */
export async function show(context) {
  const { session, go } = context;
  const every = await cases.list(session);
  const { offers, told } = await roaming.found();
  const frame = (context.frame ??= frameFor(context));
  await context.lifted();
  replace(frame.handed, handed({ offers, told }, session, go));
  frame.draw(every, context.back);
  return frame.nodes;
}

/** The list that was left for one of its entries, or a new one. */
function frameFor(context) {
  const { notebook, frame, row } = left ?? {};
  left = undefined;
  if (notebook !== context.session.notebook.id) return framed(context.session);
  context.back = row;
  return frame;
}

function framed(session) {
  const wish = wishOf(session);
  const list = longList();
  const handedBox = h("div");
  const none = h("p.lede");
  const bar = sieve(wish, draw);
  let every = [];
  const nodes = [
    h("h1", t("My work")),
    handedBox,
    mayReview(session) && h("p.work__ways", h("a", { href: "#/review" }, t("Review: what waits for my decision"))),
    h("p.work__ways", h("a", { href: "#/duty" }, t("Duty report: what I filed this shift"))),
    bar.node,
    none,
    list.node,
  ];
  return { nodes, list, handed: handedBox, draw: (news, upTo) => draw((every = news), upTo) };

  function draw(_, upTo) {
    const found = sift(every, wish);
    bar.draw(every, found);
    none.textContent = emptyWords(every, found);
    none.hidden = found.length > 0;
    list.draw(isWishing(wish) ? byDay(found) : grouped(found), upTo);
  }
}

function emptyWords(every, found) {
  if (every.length === 0)
    return t("Nothing yet. What you sign appears here, with what became of it.");
  return found.length === 0 ? t("Nothing of yours on this phone fits.") : "";
}

function grouped(every) {
  const of = (wanted) => every.filter(({ stage }) => stage === wanted);
  const others = every.filter(({ stage }) => stage !== "me" && stage !== "phone");
  const first = [
    [t("Needs you"), of("me")],
    [t("Only on this phone"), of("phone")],
  ];
  return [...first.filter(([, some]) => some.length > 0), ...byDay(others)];
}

function byDay(every) {
  const today = day(new Date().toISOString());
  const days = new Map();
  for (const one of every) {
    const name = day(one.at);
    if (!days.has(name)) days.set(name, []);
    days.get(name).push(one);
  }
  return [...days].map(([name, some]) => [name === today ? t("Today") : name, some]);
}

/** Drafts that a supervisor handed here, and word of one's own that were handed on. */
const handed = ({ offers, told }, session, go) => [
  offers.length > 0 &&
    h(
      "section",
      { "aria-label": t("Handed to you") },
      h("h2", t("Handed to you"), " ", h("span.count", offers.length)),
      h("ul.list", offers.map((one) => offerRow(one, session, go))),
    ),
  told.map(({ kind, handed: { by, to, at: when, reason } }) =>
    panel(
      "info",
      t("{by} handed a draft of yours to {to}", { by, to }),
      h("p", `${nameOf(kind)}, ${at(when)}: ${reason}`),
    ),
  ),
];

const nameOf = (kind) => kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll("-", " ");

function offerRow(one, session, go) {
  const { by, reason, author } = one;
  const begun = t("Begun by {author}, handed over by {by}: {reason}", { author: author.name, by, reason });
  return h(
    "li",
    h(
      "button.list__row",
      { type: "button", onclick: () => takeOver(one, session, go) },
      icon("pen", "icon--lead"),
      h(
        "span.list__text",
        h("span.list__title", nameOf(one.kind)),
        h("span.list__more", begun),
        h("span.list__more", t("Take it over before {when}", { when: at(one.expires_at) })),
      ),
      icon("go", "icon--go"),
    ),
  );
}

async function takeOver({ id }, session, go) {
  try {
    const draft = await roaming.take(session, id);
    go(`#/write/${draft.id}`);
  } catch (error) {
    const actions = [{ value: undefined, label: t("Go back"), primary: true }];
    await choose({ title: t("It could not be fetched"), body: h("p", error.message), actions });
  }
}
