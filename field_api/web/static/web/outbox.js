// The outbox: entries sealed on this phone that the server has not given a receipt for.
// An item is frozen from its first write and leaves only against a receipt that checks out.

import { now } from "fieldbook/clock";
import * as erased from "fieldbook/erased";
import * as files from "fieldbook/files";
import { isReceiptFor, seal } from "fieldbook/seal";
import { device, tipOf } from "fieldbook/session";
import * as store from "fieldbook/store";

const KEPT_DAYS = 14; // at least the server's time between backups

/** Signs a draft into the notebook and returns the outbox item, already on the disk.
 *
 *  Sealing awaits WebCrypto, which no IndexedDB transaction survives. So: seal under a lock no
 *  other window can hold, then write item, tip and draft in one transaction that checks that the
 *  tip is still the one sealed onto. */
export function sign(session, draft, { intent = "submit", title = "" } = {}) {
  return navigator.locks.request("fieldbook-notebook", async () => {
    const tip = await store.get("meta", tipOf(session.notebook.id));
    const item = await sealed(session, draft, tip, { intent, title });
    await store.change(["outbox", "meta", "drafts", "files"], (tx) => keep(tx, item, tip, draft));
    return item;
  });
}

async function sealed(session, draft, tip, { intent, title }) {
  const key = await device();
  const id = crypto.randomUUID();
  const at = now();
  const { kind, submission } = draft;
  const notebook = session.notebook.id;
  const seq = tip.seq + 1;
  const attachments = await files.namesFor(draft);
  const payload = payloadText({ id, intent, at, draft, attachments });
  const line = await seal({ key, notebook, seq, previous: tip.hash, kind, at, payload });
  return { id, notebook, seq, submission, kind, title, intent, at, ...line, state: "waiting" };
}

function payloadText({ id, intent, at, draft, attachments }) {
  return JSON.stringify({
    id,
    submission: draft.submission,
    parents: draft.parents,
    intent,
    kind: draft.kind,
    version: draft.version,
    occurred_at: draft.occurredAt ?? draft.startedAt,
    written_at: at,
    body: draft.body,
    attachments,
    reference: draft.reference,
  });
}

async function keep(tx, item, tip, draft) {
  const standing = await tx.get("meta", tip.id);
  if (standing.seq !== tip.seq)
    throw new Error("The notebook moved on while this was being signed.");
  const written = await tx.get("drafts", draft.id);
  if (!written && item.intent === "submit") throw new Error("This draft has already been signed.");
  await tx.put("outbox", item);
  await tx.put("meta", { id: tip.id, seq: item.seq, hash: item.hash });
  await tx.remove("drafts", draft.id);
  await files.belongTo(tx, draft, item);
}

/** Items of a notebook still to be sent, in the order they were written. */
export async function waiting(notebook) {
  return (await unsent(notebook)).filter((item) => item.state === "waiting");
}

/** Items without a receipt: waiting, or refused and kept for a person to look at. */
export async function unsent(notebook) {
  const items = await store.all("outbox");
  return items.filter((item) => item.notebook === notebook).sort((a, b) => a.seq - b.seq);
}

/** Items written under any other notebook on this phone; they wait for that officer. */
export async function ofOthers(notebook) {
  return (await store.all("outbox")).filter((item) => item.notebook !== notebook);
}

/** Moves an acknowledged item to the entries, if its receipt is genuine. Answers whether it was. */
export async function acknowledge(item, result, receiptKey) {
  const genuine = await isReceiptFor(result.receipt, item, receiptKey).catch(() => false);
  if (!genuine) {
    await mark(item, "waiting", {
      code: "receipt",
      detail: "The server’s receipt did not check out.",
    });
    return false;
  }
  const kept = { ...item, state: "acknowledged", problem: undefined, result, kept: now() };
  await store.change(["outbox", "entries", "docs"], async (tx) => {
    if (!(await erased.isErased(tx, item.submission))) await tx.put("entries", kept);
    await tx.remove("outbox", item.id);
  });
  return true;
}

/** Notes what stands in an item's way. Its sealed bytes never change. */
export function mark(item, state, problem) {
  return store.change(["outbox"], async (tx) => {
    const standing = await tx.get("outbox", item.id);
    if (standing) await tx.put("outbox", { ...standing, state, problem });
  });
}

/** Entries of this phone, sent or not, of one notebook. */
export async function sent(notebook) {
  return (await store.all("entries")).filter((entry) => entry.notebook === notebook);
}

/** Puts acknowledged entries back to be sent: the server says that it lacks them. Sending again
 *  is always safe, the same id and bytes are the same entry. */
export function reoffer(notebook, isMissing) {
  return store.change(["outbox", "entries"], async (tx) => {
    const kept = (await tx.all("entries")).filter((entry) => entry.notebook === notebook);
    for (const entry of kept.filter(isMissing)) {
      await tx.put("outbox", { ...entry, state: "waiting" });
    }
  });
}

/** Forgets acknowledged entries the server has had for longer than any backup is old. */
export function forgetOld() {
  const limit = Date.now() - KEPT_DAYS * 86_400_000;
  return store.change(["entries"], async (tx) => {
    const old = (await tx.all("entries")).filter((entry) => Date.parse(entry.kept) < limit);
    for (const entry of old) await tx.remove("entries", entry.id);
  });
}
