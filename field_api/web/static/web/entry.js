// One entry: how it stands, which system has it, what was said of it, what was written.

import { age, at } from "fieldbook/clock";
import * as cases from "fieldbook/cases";
import { choose } from "fieldbook/dialogs";
import { h } from "fieldbook/dom";
import * as drafts from "fieldbook/drafts";
import { icon } from "fieldbook/icons";
import * as outbox from "fieldbook/outbox";
import { back, button, chip, facts, marking, panel } from "fieldbook/parts";
import { bodyCards, formOf } from "fieldbook/reading";
import * as sync from "fieldbook/sync";

export const title = "Entry";
export const live = true;

export async function show({ session, id, go }) {
  const one = await cases.one(session, id);
  if (!one) return [back("#/work", "My work"), h("h1", {}, "Not on this phone"), h("p", {}, "This entry is not on this phone any more.")];
  const form = await formOf(one.kind);
  const notes = one.doc && one.unsent.length === 0 ? cases.notesOf(one.doc) : [];
  return [
    marking(one.doc?.marking ?? form?.marking ?? "OFFICIAL-SENSITIVE"),
    back("#/work", "My work"),
    h("h1", {}, one.title),
    h("p", { class: "under-title" }, chip(one.chip), one.reference && h("span", { class: "reference" }, one.reference)),
    stuck(one),
    one.doc && one.unsent.length === 0 && whatCameBack(one, form, { session, go, notes }),
    one.doc && receipts(one.doc),
    journey(one),
    bodyCards(form, one.body, notes),
    seal(one),
    cases.isOpen(one) && form && actions(one, form, { session, go, notes }),
  ];
}

function stuck({ unsent }) {
  const refused = unsent.find((item) => item.state === "refused");
  if (!refused) return null;
  const retry = () => outbox.mark(refused, "waiting").then(sync.wake);
  return panel("bad", "The server did not take this entry",
    h("p", {}, refused.problem?.detail || "No reason was given."),
    h("p", {}, "It stays on this phone, unchanged. Tell your supervisor if it happens again."),
    button("Try again", retry, { kind: "button--quiet" }));
}

function whatCameBack(one, form, context) {
  if (!one.needsMe) return null;
  const review = cases.lastReturn(one.doc);
  const refused = cases.refusals(one.doc);
  const general = context.notes.filter(({ pointer }) => !pointer);
  return panel("warn", heading(one.doc, review),
    review?.text && h("blockquote", {}, review.text),
    refused.map(({ name, reason }) => h("p", {}, h("strong", {}, `${name}: `), reason || "rejected")),
    general.map(({ by, text }) => h("p", {}, h("strong", {}, `${by}: `), text)),
    form && button("Correct and send again", () => correct(one, form, context), { iconName: "pen", kind: "button--wide" }));
}

function heading(doc, review) {
  if (review) return `Sent back by ${cases.personWords(review.by)}, ${at(review.at)}`;
  return doc.state === "needs_attention" ? "Something in it needs your attention" : "A system would not take it";
}

async function correct(one, form, { session, go, notes }) {
  const { doc } = one;
  const draft = await drafts.answer(session, form, {
    submission: one.submission,
    revision: doc.revision,
    body: doc.body,
    notes,
    returned: cases.lastReturn(doc)?.text,
  });
  go(`#/write/${draft.id}`);
}

function receipts(doc) {
  if (!doc.deliveries?.length) return null;
  const row = (delivery) => {
    const state = cases.deliveryChip(delivery);
    const more = [delivery.ref, delivery.state === "rejected" && delivery.reason].filter(Boolean).join(", ");
    return h("li", { class: `receipt receipt--${state.tone}` },
      icon(state.icon),
      h("span", { class: "receipt__text" }, h("strong", {}, `${delivery.name}: `), state.word, more && (delivery.ref ? `, ${more}` : `: ${more}`)),
      delivery.at && h("span", { class: "receipt__at" }, at(delivery.at)));
  };
  return h("section", { class: "card" }, h("h2", {}, "Where it went"), h("ul", { class: "receipts" }, doc.deliveries.map(row)));
}

function journey({ doc, payload, occurredAt, unsent, items }) {
  const written = doc?.written_at ?? payload.written_at;
  const received = doc?.received_at ?? items.find((item) => item.result)?.result.received_at;
  const steps = [
    [occurredAt, "Happened"],
    [written, "Written and signed"],
    [received, "Received by the server"],
    ...(doc?.review ?? []).map((step) => [step.at, step.label ?? step.step, cases.personWords(step.by), step.text]),
    ...unsent.map((item) => [item.at, item.intent === "withdraw" ? "Withdrawal signed, not sent yet" : "Signed, not sent yet", null, `On this phone for ${age(item.at)}`]),
  ].filter(([when]) => when);
  const row = ([when, label, by, text]) =>
    h("li", { class: "journey__step" },
      h("span", { class: "journey__at" }, at(when)),
      h("span", { class: "journey__what" }, h("strong", {}, label), by && ` by ${by}`, text && h("span", { class: "journey__text" }, text)));
  return h("section", { class: "card" }, h("h2", {}, "Journey"), h("ol", { class: "journey" }, steps.map(row)));
}

function seal({ last }) {
  if (!last) return null;
  const receipt = last.result?.receipt?.body.split("\n");
  const rows = [
    ["Line in your notebook", String(last.seq)],
    ["Fingerprint", h("code", { class: "hash" }, last.hash)],
    ["Server’s receipt", receipt ? `Checked. Received ${at(receipt[3])}, ledger ${receipt[4]}` : "None yet"],
  ];
  return h("details", { class: "card card--quiet" }, h("summary", {}, "Seal and receipt"), facts(rows));
}

function actions(one, form, context) {
  const { doc } = one;
  return h("div", { class: "stack" },
    !one.needsMe && button("Add a correction", () => correct(one, form, context), { kind: "button--quiet", iconName: "pen" }),
    !["delivered", "released"].includes(doc.state) && button("Withdraw this entry", () => withdraw(one, context), { kind: "button--text-danger" }));
}

async function withdraw({ doc, submission, kind, title: name }, { session }) {
  const reason = h("textarea", { id: "withdraw-reason", class: "input input--long", rows: "3", maxlength: "500" });
  const sure = await choose({
    title: "Withdraw this entry?",
    body: [
      h("p", {}, "It stays in your notebook, struck through. It will not be sent to any more systems."),
      h("label", { class: "field__label", for: "withdraw-reason" }, "Why"),
      reason,
    ],
    actions: [{ value: "yes", label: "Withdraw", danger: true }, { value: undefined, label: "Keep it" }],
  });
  if (sure !== "yes") return;
  const body = { reason: reason.value.trim() || "No reason given" };
  const wish = { id: "", submission, parents: [doc.revision], kind, version: doc.version, body, startedAt: doc.occurred_at };
  await outbox.sign(session, wish, { intent: "withdraw", title: name });
  sync.wake();
}
