// What became of the officer's work: one case a submission, put together from what is still on this
// phone and what the server last said.

import * as outbox from "fieldbook/outbox";
import * as store from "fieldbook/store";
import * as vault from "fieldbook/vault";
import { t } from "fieldbook/words";

const STATES = {
  received: [t("Received"), "info", "tick"],
  needs_attention: [t("Needs your attention"), "bad", "warn"],
  quarantine: [t("Set aside for a supervisor"), "warn", "lock"],
  needs_review: [t("Waiting for review"), "info", "clock"],
  approved: [t("Approved"), "info", "tick"],
  released: [t("On its way"), "info", "up"],
  delivered: [t("Delivered"), "good", "tick"],
  returned: [t("Sent back to you"), "warn", "returned"],
  rejected: [t("Rejected"), "bad", "cross"],
  withdrawn: [t("Withdrawn"), "quiet", "dash"],
  disposed: [t("Erased"), "quiet", "dash"],
};

const DELIVERIES = {
  due: [t("waiting to be sent"), "info", "clock"],
  sending: [t("being sent"), "info", "up"],
  delivered: [t("accepted"), "good", "tick"],
  rejected: [t("rejected"), "bad", "cross"],
  awaiting: [t("has it; not accepted yet"), "info", "clock"],
  uncertain: [t("no answer; checking whether it arrived"), "warn", "clock"],
  held: [t("held back"), "warn", "lock"],
  expired: [t("not accepted in time"), "bad", "clock"],
  poisoned: [t("could not be sent; being looked into"), "warn", "warn"],
  cancelled: [t("not sent any more"), "quiet", "dash"],
};

const SOURCES = new Set(["docs", "outbox", "entries"]);
const ASKS_FOR_ME = new Set(["returned", "needs_attention"]);
const CLOSED = new Set(["rejected", "withdrawn", "disposed"]);
const DONE = new Set([...CLOSED, "delivered"]);

const chip = ([word, tone, icon]) => ({ word, tone, icon });

/** {word, tone, icon} for one system's receipt. */
export const deliveryChip = ({ state, label }) =>
  chip(DELIVERIES[state] ?? [label ?? state, "quiet", "dash"]);

let listed; // {of: notebook, every}, for as long as nothing it was made of has changed
let changes = 0;
const forget = () => {
  listed = undefined;
  changes += 1;
};
store.watch((names) => names.some((name) => SOURCES.has(name)) && forget());
vault.watch(forget);

/** Every case of this notebook, newest first. Whoever is given it changes nothing in it: the next one
 *  who asks is given the same, for a thousand of them take long to read. */
export async function list(session) {
  const of = session.notebook.id;
  if (listed?.of === of) return listed.every;
  const before = changes;
  const every = await read(session);
  if (before === changes) listed = { of, every };
  return every;
}

async function read(session) {
  const found = new Map();
  const at = (id) => found.get(id) ?? found.set(id, { submission: id, items: [] }).get(id);
  for (const item of await outbox.sent(session.notebook.id)) at(item.submission).items.push(item);
  for (const item of await outbox.unsent(session.notebook.id)) at(item.submission).items.push(item);
  for (const { id, doc } of await documentsOf(session)) at(id).doc = doc;
  // Instants of one form: as text they are in order, and a thousand compare in no time.
  return [...found.values()].map(described).sort((a, b) => (a.at < b.at ? 1 : -1));
}

/** A supervisor's feed also speaks of others' entries; those are read at the desk. */
async function documentsOf({ officer }) {
  const docs = (await store.all("docs")).filter(({ kind }) => kind === "submission");
  return docs.filter(({ doc }) => doc.author.login === officer.login);
}

/** One case, or undefined. */
export async function one(session, submission) {
  const mine = (item) => item.submission === submission;
  const book = session.notebook.id;
  const items = [...(await outbox.sent(book)), ...(await outbox.unsent(book))].filter(mine);
  const kept = await store.get("docs", `submission:${submission}`);
  const doc = kept?.doc.author.login === session.officer.login ? kept.doc : undefined;
  return items.length || doc ? described({ submission, items, doc }) : undefined;
}

/** Ids of what stands, as this phone knows: what was signed here since the server spoke counts. */
function headsOf(doc, items) {
  let heads = doc ? (doc.heads ?? [doc.revision]) : [];
  for (const { id, state, payload } of items) {
    const { parents } = JSON.parse(payload);
    const follows = doc ? parents.some((parent) => heads.includes(parent)) : true;
    if (state !== "refused" && follows)
      heads = [...heads.filter((head) => !parents.includes(head)), id];
  }
  return heads;
}

/** A case: {submission, items, doc?, heads, forked, unsent, chip, needsMe, stage, kind, title,
 *  reference, body, at}. stage: "me" (needs its author), "phone" (only here), "way" or "done". Where it
 *  is forked nothing stands until its author says what. */
function described({ submission, items, doc }) {
  items.sort((a, b) => a.seq - b.seq);
  const last = items.at(-1);
  const payload = last && JSON.parse(last.payload);
  const unsent = items.filter((item) => item.state !== "acknowledged");
  const heads = headsOf(doc, items);
  const forked = heads.length > 1 && !CLOSED.has(doc?.state);
  const standing = { submission, items, doc, heads, forked, last, payload, unsent };
  const known = doc ?? fromPhone(last, payload);
  return {
    ...standing,
    chip: chipOf(standing),
    needsMe: needsMe(standing),
    stage: stageOf(standing),
    kind: known.kind,
    title: known.title,
    reference: known.reference,
    body: bodyOf(standing) ?? known.body,
    occurredAt: known.occurred_at ?? known.received_at,
    at: known.written_at ?? known.received_at,
  };
}

/** What was signed here and stands, but is not what the server spoke of yet. */
function bodyOf({ doc, heads, items }) {
  if (heads.length !== 1 || heads[0] === doc?.revision) return undefined;
  const own = items.find(({ id }) => id === heads[0]);
  const { intent, body } = own ? JSON.parse(own.payload) : {};
  return intent === "submit" ? body : undefined;
}

/** What a document would say of an entry the feed has not spoken of yet. */
const fromPhone = ({ kind, title, result }, { body, occurred_at, written_at, reference }) => ({
  kind,
  title,
  reference: result?.reference ?? reference ?? "",
  body,
  occurred_at,
  written_at,
});

function chipOf({ doc, forked, last, unsent }) {
  if (unsent.length > 0) return unsentChip(doc, unsent);
  if (forked) return chip([t("Two versions: say which"), "bad", "warn"]);
  const refused = refusals(doc).map(({ name }) => name);
  const systems = refused.join(", ");
  if (systems) return chip([t("Refused by {systems}", { systems }), "bad", "warn"]);
  const state = doc ? doc.state : last.result.state;
  const [word, ...looks] = STATES[state] ?? STATES.received;
  return chip([t(doc?.state_label ?? word), ...looks]);
}

function unsentChip(doc, unsent) {
  const stuck = unsent.some((item) => item.state === "refused");
  if (stuck) return chip([t("The server did not take this"), "bad", "warn"]);
  return chip([doc ? t("Correction not sent yet") : t("Not sent yet"), "wait", "phone"]);
}

export const refusals = (doc) =>
  CLOSED.has(doc?.state) ? [] : (doc?.deliveries ?? []).filter(({ state }) => state === "rejected");

function needsMe({ doc, forked, unsent }) {
  if (forked) return true;
  if (unsent.length) return unsent.some((item) => item.state === "refused");
  return ASKS_FOR_ME.has(doc?.state) || refusals(doc).length > 0;
}

function stageOf(standing) {
  if (needsMe(standing)) return "me";
  if (standing.unsent.length > 0) return "phone";
  return DONE.has(standing.doc?.state) ? "done" : "way";
}

/** What came back about a document, field by field: [{pointer, text, by}]. */
export function notesOf(doc) {
  const review = lastReturn(doc);
  const comments = (review?.comments ?? []).map((c) => ({ ...c, by: personWords(review.by) }));
  const problems = (doc.problems ?? []).map((p) => ({
    pointer: p.pointer,
    text: p.detail,
    by: t("Check"),
  }));
  const refused = refusals(doc).flatMap((delivery) =>
    (delivery.fields ?? []).map(({ pointer, field, text }) => ({
      pointer: field ?? pointer, // documents kept by an older page know only the system's own
      text,
      by: delivery.name,
    })),
  );
  return [...comments, ...problems, ...refused].map((note) => ({
    ...note,
    pointer: bare(note.pointer),
  }));
}

/** The review step by which a document was last sent back, while that stands. */
export const lastReturn = (doc) =>
  doc.state === "returned" ? doc.review.findLast(({ step }) => step === "send_back") : undefined;

export const personWords = (by) =>
  typeof by === "string" ? by : (by?.name ?? by?.login ?? t("Supervisor"));

// Problems may speak of the whole payload (/body/grounds); fields know themselves as /grounds.
const bare = (pointer = "") => pointer.replace(/^\/body(?=\/)/, "");

/** Whether an officer may still correct, or withdraw, what a document stands for. */
export const isOpen = (doc) => !isClosed(doc);

export const isClosed = ({ state }) => CLOSED.has(state);
