// Photos, recordings and files on this phone: hashed as they are taken, kept as they are, named in
// the entry that is signed. They leave when the server has them, see uploads.js.
//
//   draft → waiting → sent → (stored by the server: gone from here)
//              ↘ refused: kept, and shown with the reason
//
// What they hold is enciphered (ciphering.js): a phone that is locked, or another officer's by now,
// sends it all the same. Of such a file (`locked`) it knows no more than sending takes.

import * as ciphering from "fieldbook/ciphering";
import { now } from "fieldbook/clock";
import { sha256 } from "fieldbook/seal";
import * as session from "fieldbook/session";
import * as store from "fieldbook/store";
import { thumbnail } from "fieldbook/thumbnails";

/** Takes a File up into a draft; it is on the disk when this is done. */
export async function add(draft, file, more) {
  // Read at once: what a picker lends may be gone, or another, by the time it is sent.
  const content = await file.arrayBuffer();
  const type = file.type || "application/octet-stream";
  const blob = new Blob([content], { type });
  const { blob: hidden, ...opens } = await ciphering.enciphered(content);
  const record = await sealed({
    id: crypto.randomUUID(),
    draft: draft.id,
    notebook: draft.notebook,
    submission: draft.submission,
    sha256: await sha256(content),
    size: blob.size,
    type,
    name: file.name.slice(0, 120),
    thumb: await thumbnail(blob),
    state: "draft",
    sent: 0,
    addedAt: now(),
    ...more,
    ...opens,
  });
  await store.change(HOMES, async (tx) => {
    await tx.put("files", record);
    await tx.put("ciphers", { id: record.id, blob: hidden });
  });
  return record;
}

const HOMES = ["files", "ciphers"];
const KEPT_DAYS = 14;

/** With the key as the server of this session opens it. */
async function sealed(record) {
  const { server } = await session.current();
  return { ...record, sealed: await ciphering.sealedKey(server.seal_key, record) };
}

/** Seals its key anew: to one that the server has, where it has thrown the old one away. */
export async function reseal(id) {
  const file = await store.get("files", id);
  if (file && !file.locked) await note(id, { sealed: (await sealed(file)).sealed });
}

/** What a file holds, as a Blob; undefined where it is not on this phone. */
export async function content({ id }) {
  const file = await store.get("files", id);
  const hidden = await cipher(id);
  if (!hidden || !file?.key) return undefined;
  return new Blob([await ciphering.deciphered(file, hidden)], { type: file.type });
}

/** The same as it is sent, enciphered. */
export const cipher = async (id) => (await store.get("ciphers", id))?.blob;

const inOrder = (records) => records.sort((a, b) => a.addedAt.localeCompare(b.addedAt));

async function some(wanted) {
  const readable = (await store.all("files")).filter(({ locked }) => !locked);
  return inOrder(readable.filter(wanted));
}

/** Files taken for a draft, in the order they were taken. */
export const ofDraft = ({ id }) => some((file) => file.draft === id);

/** Files of a submission's entries that are still on this phone. */
export const ofSubmission = (id) => some((file) => file.submission === id && file.entry);

/** Files of a notebook's entries that the server does not have whole. */
export const left = (notebook) =>
  some((file) => file.notebook === notebook && file.entry && file.state !== "sent");

/** Files of whomever's entries that may still go up, locked ones too, the first taken first. */
export async function everyones() {
  const every = await store.all("files");
  return inOrder(every.filter((file) => file.entry && file.state === "waiting"));
}

/** What a draft's entry says of its files: those of the version it follows, and its own. */
export async function namesFor(draft) {
  return [...(draft.carried ?? []), ...(await ofDraft(draft))].map(named);
}

const named = ({ id, sha256: hash, size, type, name }) => ({
  id,
  sha256: hash,
  size,
  type,
  ...(name ? { name } : {}),
});

/** Files named by what stands of a case; a correction names them again, or they would be let go. */
export function carriedOn({ doc, items, heads }) {
  const here = items.filter(({ id }) => heads.includes(id));
  const told = (doc?.attachments ?? []).filter(({ entry }) => heads.includes(entry));
  const every = [...here.flatMap(({ payload }) => JSON.parse(payload).attachments), ...told];
  return [...new Map(every.map((one) => [one.id, named(one)])).values()];
}

/** A signed draft's files are its entry's from now on, within the transaction that keeps it. */
export async function belongTo(tx, draft, item) {
  const names = new Set(JSON.parse(item.payload).attachments.map(({ id }) => id));
  for (const file of (await tx.all("files")).filter(({ draft: of }) => of === draft.id)) {
    if (names.has(file.id))
      await tx.put("files", { ...file, draft: undefined, entry: item.id, state: "waiting" });
  }
}

/** Drops files, within a transaction over files and ciphers. */
export async function leave(tx, wanted) {
  for (const { id } of (await tx.all("files")).filter(wanted)) {
    await tx.remove("files", id);
    await tx.remove("ciphers", id);
  }
}

export const drop = (id) => store.change(HOMES, (tx) => leave(tx, (file) => file.id === id));

/** Drops what was sent long ago and never spoken of again: its officer has not come back. */
export function forgetOld() {
  const limit = Date.now() - KEPT_DAYS * 86_400_000;
  const isOld = ({ state, sentAt }) => state === "sent" && Date.parse(sentAt) < limit;
  return store.change(HOMES, (tx) => leave(tx, (file) => file.locked && isOld(file)));
}

/** Notes what became of a file; does nothing to one that is gone. */
export function note(id, what) {
  return store.change(["files"], async (tx) => {
    const file = await tx.get("files", id);
    if (file) await tx.put("files", { ...file, ...what });
  });
}
