// What waits for this officer's decision, and one of it: read, decided with a signal or without.

import { NoAnswer } from "fieldbook/api";
import { ago, at } from "fieldbook/clock";
import * as cases from "fieldbook/cases";
import { h, replace } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { back, button, chip, facts, marking, panel } from "fieldbook/parts";
import { journey } from "fieldbook/progress";
import { bodyCards, formOf } from "fieldbook/reading";
import * as reviews from "fieldbook/reviews";
import * as sync from "fieldbook/sync";
import * as verify from "fieldbook/verify";
import { n, t } from "fieldbook/words";

export const title = t("Review");
export const live = ["reviews", "forms"];

const LONGEST = 4_000;
const DECIDED = {
  approve: t("You approved it"),
  confirm: t("You marked it as read"),
  send_back: t("You sent it back"),
  reject: t("You rejected it"),
};

let trouble; // {session, error} of the last fetch: why the list may be old
const troubleBox = h("div", { role: "status" });

/** Who opens it wants what waits now, or as soon as there is a signal again. */
export async function enter({ session, signal }) {
  if (!reviews.mayReview(session)) return;
  addEventListener("online", () => void fetched(session), { signal });
  await fetched(session);
}

async function fetched(session) {
  trouble = await reviews.fetch(session).then(() => undefined, (error) => error);
  drawTrouble(session);
}

function drawTrouble(session) {
  if (!trouble) return replace(troubleBox);
  if (verify.isAsked(trouble)) return replace(troubleBox, verify.ask(session, () => fetched(session)));
  const words =
    trouble instanceof NoAnswer ? t("No connection. You read and decide what is on this phone.") : trouble.message;
  return replace(troubleBox, panel("wait", t("Not fetched anew"), h("p", words)));
}

export async function show({ session, id, go }) {
  if (!reviews.mayReview(session)) return notTheirs();
  if (id) return whole(await reviews.one(id), go);
  const every = await reviews.list();
  const of = (...states) => every.filter(({ state }) => states.includes(state ?? ""));
  return [
    back("#/work", t("My work")),
    h("h1", title),
    troubleBox,
    ...["approve", "reject"].map((what) => asking(session, what, of("code"))),
    part(t("Not sent: read again"), of("refused")),
    part(t("Decided, not sent yet"), of("code", "waiting")),
    part(t("Waiting for you"), of("")),
    every.length === 0 && h("p.lede", t("Nothing waits for you on this phone.")),
  ];
}

const notTheirs = () => [
  back("#/work", t("My work")),
  h("h1", title),
  h("p", t("Supervisors decide about entries here.")),
];

const part = (heading, some) =>
  some.length > 0 && [h("h2", heading, " ", h("span.count", some.length)), h("ul.list", some.map(row))];

const row = (one) =>
  h(
    "li",
    h(
      "a.list__row",
      { href: `#/review/${one.id}` },
      h(
        "span.list__text",
        h("span.list__title", t(one.doc.title)),
        h("span.row", stateChip(one)),
        h("span.list__more", `${one.doc.author.name}, ${one.doc.unit.name}`),
        h("span.list__more", h("span.reference", one.doc.reference), ` · ${ago(one.doc.received_at)}`),
      ),
      icon("go", "icon--go"),
    ),
  );

function stateChip({ doc, decision, state }) {
  if (state === "refused") return chip({ word: t("Not sent"), tone: "bad", icon: "warn" });
  if (decision) return chip({ word: decidedWords(doc, decision), tone: "info", icon: "clock" });
  return reviews.isOut(doc)
    ? chip({ word: t("Look at after release"), tone: "info", icon: "up" })
    : chip({ word: t("Approve before release"), tone: "wait", icon: "lock" });
}

const decidedWords = (doc, { what }) =>
  DECIDED[what === "approve" && reviews.isOut(doc) ? "confirm" : what];

const asked = new Map(); // the box for a code by what it is for: drawn anew, what is typed stays

/** The code that decisions of one kind wait for, asked when there is somebody to show it to. */
function asking(session, what, every) {
  const some = every.filter(({ decision }) => decision.what === what);
  if (some.length === 0) return asked.delete(what) && null;
  if (!asked.has(what)) asked.set(what, box(session, what));
  const words =
    what === "approve"
      ? n("{count} approval waits for your code", "{count} approvals wait for your code", some.length)
      : n("{count} rejection waits for your code", "{count} rejections wait for your code", some.length);
  return panel("wait", words, asked.get(what));
}

function box(session, what) {
  const id = `code-${what}`;
  const say = h("p.field__problem", { role: "alert" });
  const code = h("input.input", { id, inputmode: "numeric", autocomplete: "one-time-code", maxlength: "7" });
  const form = h(
    "form",
    { novalidate: true },
    h("label.field__label", { for: id }, t("Six-figure code")),
    code,
    say,
    h("button.button.button--wide", { type: "submit" }, t("Confirm and send")),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const otp = code.value.replace(/\s/g, "");
    code.value = "";
    replace(say, await confirmed(session, what, otp));
  });
  return form;
}

async function confirmed(session, what, otp) {
  if (!/^[0-9]{6}$/.test(otp)) return t("Enter the six figures.");
  try {
    await reviews.sendWithCode(session, what, otp);
    return "";
  } catch (error) {
    if (error instanceof NoAnswer) return t("The server cannot be reached just now. They wait on this phone.");
    return error.message;
  }
}

async function whole(one, go) {
  if (!one) return gone();
  const { doc } = one;
  const form = await formOf(doc.kind);
  return [
    marking(doc.marking, doc.groups),
    back("#/review", title),
    h("h1", t(doc.title)),
    h("p.under-title", stateChip(one), h("span.reference", doc.reference)),
    one.state === "refused" && refused(one),
    facts([
      [t("Written by"), `${doc.author.name}, ${doc.unit.name}`],
      [t("Happened"), doc.occurred_at && at(doc.occurred_at)],
      [t("Received"), at(doc.received_at)],
      [t("To be read by"), doc.review_by && at(doc.review_by)],
    ]),
    bodyCards(form, doc.body, cases.notesOf(doc)),
    journey({ doc, payload: {}, occurredAt: doc.occurred_at, unsent: [], items: [] }),
    one.decision && one.state !== "refused" ? decided(one) : deciding(one, form, go),
  ];
}

const gone = () => [
  back("#/review", title),
  h("h1", t("This waits no more")),
  h("p", t("It was decided, or is not yours to decide. Nothing of it is kept on this phone.")),
];

const WHY = {
  "decision-stale": t("It changed after you read it. This is how it stands now."),
  "grant-stale": t("It changed after you read it. This is how it stands now."),
  "not-in-review": t("Somebody else decided about it, or it was taken back. This is how it stands now."),
  "not-found": t("It is no longer yours to read. What you decided did not count."),
};

/** What was decided did not count, and why; the words are in the boxes below. */
function refused({ id, doc, decision, problem, gone: isGone }) {
  return panel(
    "bad",
    t("Your decision was not taken"),
    h("p", `${decidedWords(doc, decision)}, ${at(decision.at)}.`),
    h("p", WHY[problem.code] ?? [problem.title, problem.detail].filter(Boolean).join(". ")),
    decision.text && h("blockquote", decision.text),
    problem.code === "claimed" &&
      button(t("Take it over and decide"), () => again(doc, decision), { kind: "button--quiet" }),
    button(isGone ? t("Drop it") : t("Drop what I decided"), () => reviews.undo(id), { kind: "button--quiet" }),
  );
}

const again = (doc, { what, reason_code, text }) =>
  reviews.decide(doc, what, { reason_code, text, take_over: true }).then(() => void sync.wake());

const decided = ({ id, doc, decision, state }) =>
  panel(
    "info",
    `${decidedWords(doc, decision)}, ${at(decision.at)}`,
    decision.text && h("blockquote", decision.text),
    h(
      "p",
      state === "code"
        ? t("It is sent once you show your code on the list of what waits.")
        : t("It is sent as soon as there is a signal."),
    ),
    button(t("Take it back"), () => reviews.undo(id), { kind: "button--quiet" }),
  );

let writing; // {id, boxes}: the same ones each time, for the screen is drawn anew under the words

function boxesFor({ id, decision }, form) {
  if (writing?.id !== id)
    writing = { id, send_back: boxOf("send_back", decision, form), reject: boxOf("reject", decision, form) };
  return writing;
}

function boxOf(what, decision, form) {
  const mine = decision?.what === what ? decision : {};
  const choices = (form?.[what] ?? []).map(({ code, label }) => h("option", { value: code }, t(label)));
  const reason = h("select.input", { id: `${what}-reason` }, h("option", { value: "" }, t("Choose")), choices);
  reason.value = mine.reason_code ?? "";
  const text = h("textarea.input", { id: `${what}-text`, rows: "4", maxlength: LONGEST });
  text.value = mine.text ?? "";
  return { reason, text, problem: h("p.field__problem", { role: "alert" }) };
}

/** What can be done about it as it stands; what has gone out can't be kept from going any more. */
function deciding(one, form, go) {
  const { doc } = one;
  if (!reviews.waits(doc) || one.gone) return null;
  const boxes = boxesFor(one, form);
  const done = async (what, words) => {
    await reviews.decide(doc, what, words);
    writing = undefined;
    void sync.wake();
    go("#/review");
  };
  const label = reviews.isOut(doc) ? t("Mark as read") : t("Approve");
  return h(
    "section.card",
    { "aria-labelledby": "deciding" },
    h("h2", { id: "deciding" }, t("Decide")),
    h("p.hint", t("Your decision is about exactly what you see here. If it changes before that is sent, you are told.")),
    h(
      "div.stack",
      button(label, () => done("approve"), { kind: "button--wide", iconName: "tick" }),
      speaking("send_back", t("Send back"), t("What the officer is to do"), boxes.send_back, done),
      !reviews.isOut(doc) && speaking("reject", t("Reject"), t("Why it ends here"), boxes.reject, done),
    ),
  );
}

function speaking(what, label, asks, { reason, text, problem }, done) {
  const act = () => {
    const said = { reason_code: reason.value, text: text.value.trim() };
    problem.textContent = faultOf(said);
    return problem.textContent ? (said.reason_code ? text : reason).focus() : done(what, said);
  };
  return h(
    "details",
    h("summary", label),
    h("div.field", h("label.field__label", { for: reason.id }, t("Reason")), reason),
    h("div.field", h("label.field__label", { for: text.id }, asks), text),
    problem,
    button(label, act, { kind: "button--quiet button--wide" }),
  );
}

function faultOf({ reason_code: reason, text }) {
  if (!reason) return t("Choose one of the reasons.");
  return text ? "" : t("Say it in words.");
}
