// One entry: how it stands, what was said of it, which system has it, what was written.

import * as cases from "fieldbook/cases";
import { ended, howItStands } from "fieldbook/certain";
import { choose } from "fieldbook/dialogs";
import { h } from "fieldbook/dom";
import * as drafts from "fieldbook/drafts";
import { enclosed } from "fieldbook/enclosed";
import * as files from "fieldbook/files";
import { saidBefore } from "fieldbook/links";
import { stillToWrite } from "fieldbook/opens";
import * as outbox from "fieldbook/outbox";
import { back, button, chip, marking, panel } from "fieldbook/parts";
import { journey, receipts, seal } from "fieldbook/progress";
import { bodyCards, formOf } from "fieldbook/reading";
import { ofItem } from "fieldbook/reasons";
import { whatCameBack } from "fieldbook/remarks";
import * as sync from "fieldbook/sync";
import { t } from "fieldbook/words";

export const title = t("Entry");
export const live = ["docs", "outbox", "entries", "forms", "files", "todo"];

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
      back("#/work", t("My work")),
      h("h1", t("Not on this phone")),
      h("p", t("This entry is not on this phone any more.")),
    ];
  const form = await formOf(one.kind);
  const over = ended(one);
  return [
    marking(one.doc?.marking ?? form?.marking ?? "OFFICIAL-SENSITIVE", one.doc?.groups),
    back("#/work", t("My work")),
    h("h1", t(one.title)),
    h("p.under-title", chip(one.chip), h("span.reference", one.reference)),
    stuck(one),
    one.forked && forked(one),
    over,
    answers(one, form, { session, go }),
    await howItStands(one),
    one.doc && receipts(one.doc),
    await enclosed(one),
    await stillToWrite({ session, go }, { of: id }),
    journey(one),
    written(one, form),
    settled(one) && form && actions(one, form, { session, go }),
    seal(one),
  ];
}

/** Whether what the server said is the last word: nothing newer waits on this phone. */
const settled = ({ doc, unsent }) => doc !== undefined && unsent.length === 0;

function answers(one, form, context) {
  if (!settled(one)) return null;
  const notes = cases.notesOf(one.doc);
  const begin = (pointer) => correct(one, form, { ...context, notes, pointer });
  return whatCameBack(one, form, { notes, correct: begin });
}

/** The words themselves; of what was taken back, struck through. */
function written(one, form) {
  if (one.doc?.state === "disposed") return null;
  const cards = bodyCards(form, one.body, settled(one) ? cases.notesOf(one.doc) : []);
  const isTakenBack = one.doc?.state === "withdrawn" || one.last?.intent === "withdraw";
  return isTakenBack ? h("del.struck", cards) : cards;
}

function stuck({ unsent }) {
  const refused = unsent.find((item) => item.state === "refused");
  if (!refused) return null;
  const retry = () => outbox.mark(refused, "waiting").then(sync.wake);
  return panel(
    "bad",
    t("The server did not take this entry"),
    ofItem(refused).why.map((words) => h("p", words)),
    button(t("Try again"), retry, { kind: "button--quiet" }),
  );
}

const forked = ({ submission, heads }) =>
  panel(
    "bad",
    heads.length === 2
      ? t("Two versions of this stand. Say which.")
      : t("{count} versions of this stand. Say which.", { count: heads.length }),
    h("p", t("They were written from the same one on different phones. It goes nowhere until then.")),
    h("a.button.button--wide", { href: `#/settle/${submission}` }, t("Look at them and choose")),
  );

async function correct(one, form, { session, go, notes, pointer }) {
  const draft = await drafts.answer(session, form, {
    submission: one.submission,
    parents: one.heads,
    carried: files.carriedOn(one),
    ...saidBefore(one),
    body: one.body,
    notes,
    returned: cases.lastReturn(one.doc)?.text,
    ...(pointer ? { place: { pointer } } : {}),
  });
  go(`#/write/${draft.id}`);
}

function actions(one, form, context) {
  const { doc } = one;
  if (!cases.isOpen(doc) || one.forked) return null;
  const notes = cases.notesOf(doc);
  return h(
    "div.stack",
    !one.needsMe &&
      button(t("Add a correction"), () => correct(one, form, { ...context, notes }), {
        kind: "button--quiet",
        iconName: "pen",
      }),
    !["delivered", "released"].includes(doc.state) &&
      button(t("Withdraw this entry"), () => withdraw(one, context), {
        kind: "button--text-danger",
      }),
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
    title: t("Withdraw this entry?"),
    body: [
      h("p", t("It stays in your notebook, struck through. It will not be sent to any more systems.")),
      h("label.field__label", { for: "withdraw-reason" }, t("Why")),
      reason,
    ],
    actions: [
      { value: "yes", label: t("Withdraw"), danger: true },
      { value: undefined, label: t("Keep it") },
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
