// One entry: how it stands, which system has it, what was said of it, what was written.

import { at } from "fieldbook/clock";
import * as cases from "fieldbook/cases";
import { choose } from "fieldbook/dialogs";
import { h } from "fieldbook/dom";
import * as drafts from "fieldbook/drafts";
import { enclosed } from "fieldbook/enclosed";
import * as files from "fieldbook/files";
import * as outbox from "fieldbook/outbox";
import { back, button, chip, marking, panel } from "fieldbook/parts";
import { journey, receipts, seal } from "fieldbook/progress";
import { bodyCards, formOf } from "fieldbook/reading";
import * as sync from "fieldbook/sync";

export const title = "Entry";
export const live = ["docs", "outbox", "entries", "forms", "files"];

const LOOKS = 20;
const PAUSE = 3_000;
const SETTLED = new Set(["delivered", "returned", "rejected", "withdrawn", "disposed"]);

/** Fetches news when the entry is opened, and again while somebody waits for what becomes of it. */
export async function enter({ session, id, signal }) {
  for (let looks = 0; looks < LOOKS && !signal.aborted; looks += 1) {
    await sync.wake();
    const { doc } = (await cases.one(session, id)) ?? {};
    if (SETTLED.has(doc?.state)) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

export async function show({ session, id, go }) {
  const one = await cases.one(session, id);
  if (!one)
    return [
      back("#/work", "My work"),
      h("h1", "Not on this phone"),
      h("p", "This entry is not on this phone any more."),
    ];
  const form = await formOf(one.kind);
  return [
    marking(one.doc?.marking ?? form?.marking ?? "OFFICIAL-SENSITIVE", one.doc?.groups),
    back("#/work", "My work"),
    h("h1", one.title),
    h("p.under-title", chip(one.chip), h("span.reference", one.reference)),
    stuck(one),
    one.forked && forked(one),
    await enclosed(one),
    settled(one) ? answered(one, form, { session, go }) : onItsWay(one, form),
    seal(one),
  ];
}

/** Whether what the server said is the last word: nothing newer waits on this phone. */
const settled = ({ doc, unsent }) => doc !== undefined && unsent.length === 0;

const onItsWay = (one, form) => [
  one.doc && receipts(one.doc),
  journey(one),
  bodyCards(form, one.body),
];

function answered(one, form, context) {
  const notes = cases.notesOf(one.doc);
  const given = { ...context, notes };
  return [
    whatCameBack(one, form, given),
    receipts(one.doc),
    journey(one),
    bodyCards(form, one.body, notes),
    form && cases.isOpen(one.doc) && !one.forked && actions(one, form, given),
  ];
}

function stuck({ unsent }) {
  const refused = unsent.find((item) => item.state === "refused");
  if (!refused) return null;
  const retry = () => outbox.mark(refused, "waiting").then(sync.wake);
  return panel(
    "bad",
    "The server did not take this entry",
    h("p", refused.problem?.detail || "No reason was given."),
    h("p", "It stays on this phone, unchanged. Tell your supervisor if it happens again."),
    button("Try again", retry, { kind: "button--quiet" }),
  );
}

const forked = ({ submission, heads }) =>
  panel(
    "bad",
    `${heads.length === 2 ? "Two" : heads.length} versions of this stand. Say which.`,
    h("p", "They were written from the same one on different phones. It goes nowhere until then."),
    h("a.button.button--wide", { href: `#/settle/${submission}` }, "Look at them and choose"),
  );

function whatCameBack(one, form, context) {
  if (!one.needsMe || one.forked) return null;
  const review = cases.lastReturn(one.doc);
  const refused = cases.refusals(one.doc);
  const general = context.notes.filter(({ pointer }) => !pointer);
  return panel(
    "warn",
    heading(one.doc, review),
    review?.text && h("blockquote", review.text),
    refused.map(({ name, reason }) => h("p", h("strong", `${name}: `), reason || "rejected")),
    general.map(({ by, text }) => h("p", h("strong", `${by}: `), text)),
    form &&
      button("Correct and send again", () => correct(one, form, context), {
        iconName: "pen",
        kind: "button--wide",
      }),
  );
}

function heading(doc, review) {
  if (review) return `Sent back by ${cases.personWords(review.by)}, ${at(review.at)}`;
  return doc.state === "needs_attention"
    ? "Something in it needs your attention"
    : "A system would not take it";
}

async function correct(one, form, { session, go, notes }) {
  const { doc } = one;
  const draft = await drafts.answer(session, form, {
    submission: one.submission,
    parents: one.heads,
    carried: files.carriedOn(one),
    body: one.body,
    notes,
    returned: cases.lastReturn(doc)?.text,
  });
  go(`#/write/${draft.id}`);
}

function actions(one, form, context) {
  const { doc } = one;
  return h(
    "div.stack",
    !one.needsMe &&
      button("Add a correction", () => correct(one, form, context), {
        kind: "button--quiet",
        iconName: "pen",
      }),
    !["delivered", "released"].includes(doc.state) &&
      button("Withdraw this entry", () => withdraw(one, context), { kind: "button--text-danger" }),
  );
}

async function withdraw({ doc, submission, heads, kind, title: name }, { session }) {
  const reason = h("textarea", {
    id: "withdraw-reason",
    class: "input input--long",
    rows: "3",
    maxlength: "500",
  });
  const sure = await choose({
    title: "Withdraw this entry?",
    body: [
      h("p", "It stays in your notebook, struck through. It will not be sent to any more systems."),
      h("label.field__label", { for: "withdraw-reason" }, "Why"),
      reason,
    ],
    actions: [
      { value: "yes", label: "Withdraw", danger: true },
      { value: undefined, label: "Keep it" },
    ],
  });
  if (sure !== "yes") return;
  const body = { reason: reason.value.trim() || "No reason given" };
  const wish = {
    id: "",
    submission,
    parents: heads,
    kind,
    version: doc.version,
    body,
    startedAt: doc.occurred_at,
  };
  await outbox.sign(session, wish, { intent: "withdraw", title: name });
  sync.wake();
}
