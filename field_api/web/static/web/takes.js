// Recordings of a draft that are being made. The draft names its takes; of one that was never
// stopped, what there is becomes a file when the draft is opened again.

import { toLocalInput } from "fieldbook/clock";
import * as drafts from "fieldbook/drafts";
import * as files from "fieldbook/files";
import * as pieces from "fieldbook/pieces";
import * as store from "fieldbook/store";

export const PIECE = 2_000; // milliseconds

/** Begins a take of a draft: {id, type, startedAt}. */
export async function begin(draft, type, startedAt) {
  const take = { id: crypto.randomUUID(), type, startedAt };
  draft.takes = [...(draft.takes ?? []), take];
  await drafts.save(draft);
  return take;
}

/** Works while nobody else has a take in hand; undefined where a window is recording it. */
export const alone = ({ id }, work) =>
  navigator.locks.request(`fieldbook-take-${id}`, { ifAvailable: true }, (lock) =>
    lock ? work() : undefined,
  );

/** Makes a file of the draft out of a take's pieces; undefined where there are none. The file has
 *  the take's id: of two who make it, or one who does so twice, it comes to be once. more: what its
 *  record says besides, by the number of pieces. */
export async function settle(draft, take, more) {
  const kept = (await store.get("files", take.id)) ? [] : await pieces.all(take);
  const whole = kept.length > 0 && new File(kept, nameFor(take), { type: take.type });
  const file = whole && (await files.add(draft, whole, { id: take.id, ...more(kept.length) }));
  await forget(draft, take);
  return file || undefined;
}

/** Takes of a draft that were cut short become files of it. */
export async function recover(draft) {
  const cut = (count) => ({ seconds: Math.round((count * PIECE) / 1000), cut: true });
  for (const take of draft.takes ?? []) await alone(take, () => settle(draft, take, cut));
}

/** Lets go of a take and of its pieces. */
export async function forget(draft, take) {
  draft.takes = (draft.takes ?? []).filter(({ id }) => id !== take.id);
  await store.change(["bytes"], (tx) => pieces.leave(tx, [take]));
  await drafts.save(draft);
}

/** "recording-2026-11-23-2104.webm", by the phone's clock. */
function nameFor({ type, startedAt }) {
  const local = toLocalInput(startedAt).replace("T", "-").replace(":", "");
  return `recording-${local}.${type.split("/")[1]}`;
}
