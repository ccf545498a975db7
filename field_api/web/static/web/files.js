// Photos, recordings and files on this phone: hashed as they are taken, kept as they are, named in
// the entry that is signed. They leave when the server has them, see uploads.js.
//
//   draft → waiting → sent → (stored by the server: gone from here)
//              ↘ refused: kept, and shown with the reason

import { now } from "fieldbook/clock";
import { sha256 } from "fieldbook/seal";
import * as store from "fieldbook/store";
import { thumbnail } from "fieldbook/thumbnails";

/** Takes a File up into a draft; it is on the disk when this is done. */
export async function add(draft, file) {
  // Read at once: what a picker lends may be gone, or another, by the time it is sent.
  const content = await file.arrayBuffer();
  const type = file.type || "application/octet-stream";
  const blob = new Blob([content], { type });
  const record = {
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
  };
  await store.change(["files", "bytes"], async (tx) => {
    await tx.put("files", record);
    await tx.put("bytes", { id: record.id, blob });
  });
  return record;
}

const inOrder = (records) => records.sort((a, b) => a.addedAt.localeCompare(b.addedAt));

async function some(wanted) {
  return inOrder((await store.all("files")).filter(wanted));
}

/** Files taken for a draft, in the order they were taken. */
export const ofDraft = ({ id }) => some((file) => file.draft === id);

/** Files of a submission's entries that are still on this phone. */
export const ofSubmission = (id) => some((file) => file.submission === id && file.entry);

/** Files of a notebook's entries that the server does not have whole. */
export const left = (notebook) =>
  some((file) => file.notebook === notebook && file.entry && file.state !== "sent");

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

/** Drops files, within a transaction over files and bytes. */
export async function leave(tx, wanted) {
  for (const { id } of (await tx.all("files")).filter(wanted)) {
    await tx.remove("files", id);
    await tx.remove("bytes", id);
  }
}

export const drop = (id) =>
  store.change(["files", "bytes"], (tx) => leave(tx, (file) => file.id === id));

/** Notes what became of a file; does nothing to one that is gone. */
export function note(id, what) {
  return store.change(["files"], async (tx) => {
    const file = await tx.get("files", id);
    if (file) await tx.put("files", { ...file, ...what });
  });
}
