// The outbox: entries sealed on this phone that the server has not given a receipt for.
// An item is frozen from its first write and leaves only against a receipt that checks out.
//
//   waiting ──▶ (receipt: to the entries)          refused: kept, and shown with the reason
//      └──▶ received, while its vault was locked or gone ──▶ (unlocked: to the entries)
//
// What of it stays in sight of a locked phone is sealed to the server, so that it can be sent by
// whoever comes next; of such items (`locked`) nothing else is known.

import { now } from "fieldbook/clock";
import * as erased from "fieldbook/erased";
import * as files from "fieldbook/files";
import { isReceiptFor, seal, sealedLine } from "fieldbook/seal";
import { device, tipOf } from "fieldbook/session";
import * as store from "fieldbook/store";
import * as tasks from "fieldbook/tasks";
import * as todo from "fieldbook/todo";
import { t } from "fieldbook/words";

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
    const written = ["outbox", "meta", "drafts", "files", "todo", "tasks"];
    await store.change(written, (tx) => keep(tx, item, tip, draft));
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
  const hidden = await sealedFor(session, line);
  const about = { id, notebook, seq, submission, kind, title, intent, at };
  return { ...about, ...line, ...hidden, state: "waiting" };
}

/** {sealed, to}: which key it was sealed to is remembered, for servers get new ones. */
async function sealedFor({ server: { seal_key: to } }, line) {
  return to ? { sealed: await sealedLine(to, line), to: to.x } : {};
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
    made: draft.made,
    links: draft.links,
    unlike: draft.unlike,
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
  await todo.follow(tx, draft, item);
  await tasks.wrote(tx, draft, item);
}

/** Items of whomever without a receipt: how many there are is no secret. */
export async function everyones() {
  const items = (await store.all("outbox")).filter(({ state }) => state !== "received");
  return items.sort((a, b) => a.seq - b.seq);
}

/** Items of a notebook still to be sent, in the order they were written; locked ones too. */
export async function waiting(notebook) {
  return (await everyones()).filter((item) => item.notebook === notebook && item.state === "waiting");
}

/** Items without a receipt that can be read: waiting, or refused and kept for a person to look at. */
export async function unsent(notebook) {
  return (await everyones()).filter((item) => item.notebook === notebook && !item.locked);
}

/** Items that nobody can read here: other officers', and one's own of before a sign-off. */
export async function ofOthers(notebook) {
  return (await everyones()).filter((item) => item.notebook !== notebook || item.locked);
}

/** How far a notebook was written, as far as its items here tell. */
export async function mintedThrough(notebook) {
  const items = (await store.all("outbox")).filter((item) => item.notebook === notebook);
  return Math.max(0, ...items.map(({ seq }) => seq));
}

/** Seals what an older page left unsealed, and anew what was sealed to a key that the server has
 *  thrown away. What was signed stays as it is: it is the same entry. */
export async function sealLeft(session) {
  const to = session.server.seal_key?.x;
  const isGone = ({ state, problem }) => state === "refused" && problem?.code === "cannot-unseal";
  for (const item of await unsent(session.notebook.id)) {
    if (item.sealed && !(isGone(item) && item.to !== to)) continue;
    const hidden = await sealedFor(session, item);
    await store.change(["outbox"], async (tx) => {
      const standing = await tx.get("outbox", item.id);
      if (standing && !standing.locked)
        await tx.put("outbox", { ...standing, ...hidden, state: "waiting", problem: undefined });
    });
  }
}

/** Moves an acknowledged item to the entries, if its receipt is genuine; one that cannot be read now
 *  keeps it until it can. Answers whether it was genuine. */
export async function acknowledge(item, result, receiptKey) {
  const genuine = await isReceiptFor(result.receipt, item, receiptKey).catch(() => false);
  if (!genuine) {
    await mark(item, "waiting", {
      code: "receipt",
      detail: t("The server’s receipt did not check out."),
    });
    return false;
  }
  await store.change(HOMES, async (tx) => {
    const standing = await tx.get("outbox", item.id);
    const { status, receipt } = result;
    if (standing?.locked)
      await tx.put("outbox", { ...standing, ...RECEIVED, result: { status, receipt, at: now() } });
    else if (standing) await bringHome(tx, { ...standing, result, kept: now() });
  });
  return true;
}

const HOMES = ["outbox", "entries", "docs"];
const RECEIVED = { state: "received", problem: undefined };

async function bringHome(tx, item) {
  const kept = { ...item, state: "acknowledged", problem: undefined };
  if (!(await erased.isErased(tx, item.submission))) await tx.put("entries", kept);
  await tx.remove("outbox", item.id);
}

/** Moves to the entries what was received while the vault was locked. */
export function fold(notebook) {
  return store.change(HOMES, async (tx) => {
    const received = (await tx.all("outbox")).filter(isReceived);
    for (const item of received.filter((one) => one.notebook === notebook && !one.locked))
      await bringHome(tx, { ...item, kept: item.result.at });
  });
}

const isReceived = ({ state }) => state === "received";

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

/** Ids of a notebook's entries that the server gave a receipt for. */
export async function signedFor(notebook) {
  const received = (await store.all("outbox")).filter(isReceived);
  const every = [...received, ...(await store.all("entries"))];
  return every.filter((one) => one.notebook === notebook).map(({ id }) => id);
}

/** Puts acknowledged entries back to be sent: the server says that it lacks them. Sending again
 *  is always safe, the same id and bytes are the same entry. */
export function reoffer(notebook, isMissing) {
  return store.change(["outbox", "entries"], async (tx) => {
    const received = (await tx.all("outbox")).filter(isReceived);
    const kept = [...received, ...(await tx.all("entries"))].filter(
      (entry) => entry.notebook === notebook,
    );
    for (const entry of kept.filter(isMissing)) {
      await tx.put("outbox", { ...entry, state: "waiting" });
    }
  });
}

/** Forgets acknowledged entries the server has had for longer than any backup is old. */
export function forgetOld() {
  const limit = Date.now() - KEPT_DAYS * 86_400_000;
  return store.change(["entries", "outbox"], async (tx) => {
    const old = (await tx.all("entries")).filter((entry) => Date.parse(entry.kept) < limit);
    for (const entry of old) await tx.remove("entries", entry.id);
    const received = (await tx.all("outbox")).filter(isReceived);
    for (const item of received.filter(({ result }) => Date.parse(result.at) < limit))
      await tx.remove("outbox", item.id);
  });
}
