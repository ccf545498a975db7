// This phone is a witness: it keeps the newest checkpoint of the server's ledger and takes no other
// that does not grow from it, so that nobody can cut off or rewrite what it has seen. A backup put
// back looks the same; there the server says so by a higher epoch. Both are kept, shown and
// reported; writing and sending go on, for an entry is never held back.

import { call, Refused } from "fieldbook/api";
import { fromBase64url } from "fieldbook/seal";
import * as store from "fieldbook/store";
import { grew, readNote, signaturesBy, textOf } from "fieldbook/tree";

const KEPT = "checkpoint"; // {id, text, keys, epoch}
const FOUND = "contradictions"; // {id, list: [{what, kept, told, kept_epoch, told_epoch, …}]}

let heard;

/** Notes the checkpoint that came with an answer, if one did. */
export function hear(header) {
  if (header) heard = header;
}

/** Where the server's record did not grow from what this phone keeps, the latest word on each:
 *  [{what: "altered"|"put_back", at: milliseconds, …}]. */
export async function standing() {
  const { list = [] } = (await store.get("meta", FOUND)) ?? {};
  return [...new Map(list.map((one) => [one.kept, one])).values()];
}

/** Compares what the server said last with what is kept, and reports what does not fit. */
export async function look(who) {
  const text = textOf(heard ?? "");
  heard = undefined;
  const kept = await store.get("meta", KEPT);
  if (!kept && !text) return;
  if (!kept) await keep(await asked(who));
  else if (text !== kept.text) await compare(who, kept, text);
  await report(who);
}

async function compare(who, kept, text) {
  const before = readNote(kept.text);
  const note = readNote(text);
  let told = { text, note, keys: kept.keys };
  // An answer may come late, or from a process that looked two seconds ago; a key that is not known
  // yet comes beside one that is. Then the server is asked for its newest word.
  if (!note || note.size < before.size || !(await allKnown(note, kept.keys)))
    told = await asked(who);
  if (await grows(who, before, told.note, kept.keys)) await keep(told);
  else await contradict(kept, told);
}

const allKnown = async (note, keys) =>
  (await signaturesBy(note, keys)) === note.signatures.length;

async function asked(who) {
  const { data } = await call("/ledger/checkpoint", { token: who.token });
  return { text: data.checkpoint ?? "", note: readNote(data.checkpoint), keys: data.keys };
}

async function grows(who, before, note, keys) {
  if (!note || note.size < before.size || !(await signaturesBy(note, keys))) return false;
  if (note.size === before.size) return grew(before, note, []);
  const sizes = new URLSearchParams({ from: before.size, to: note.size });
  try {
    const { data } = await call(`/ledger/consistency?${sizes}`, { token: who.token });
    return await grew(before, note, data.proof.map(fromBase64url));
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return false;
    throw error;
  }
}

async function keep({ text, note, keys }) {
  if (!note || !(await signaturesBy(note, keys))) return;
  await store.put("meta", { id: KEPT, text, keys, epoch: await epoch() });
}

/** Once for each that was kept, and once more when the server says that it was put back. */
async function contradict(kept, told) {
  const now = await epoch();
  const what = now > kept.epoch ? "put_back" : "altered";
  await store.change(["meta"], async (tx) => {
    const { list = [] } = (await tx.get("meta", FOUND)) ?? {};
    if (list.some((one) => one.kept === kept.text && one.what === what)) return;
    const said = { kept: kept.text, told: told.text, kept_epoch: kept.epoch, told_epoch: now };
    list.push({ what, at: Date.now(), reported: false, ...said });
    await tx.put("meta", { id: FOUND, list });
  });
  if (what === "put_back") await keep(told);
}

async function report(who) {
  const { list = [] } = (await store.get("meta", FOUND)) ?? {};
  for (const one of list.filter(({ reported }) => !reported)) {
    const { kept, told, kept_epoch, told_epoch } = one;
    const body = { kept, told, kept_epoch, told_epoch };
    await call("/ledger/contradictions", { method: "POST", token: who.token, body });
    one.reported = true;
    await store.put("meta", { id: FOUND, list });
  }
}

const epoch = async () => (await store.get("meta", "feed"))?.epoch ?? 0;
