// What this phone can recognise without a signal: of entries near the officer, hashes of their marks
// and numbers under a salt of this phone. No name and no number is kept; who has the list can only
// ask it, as the officer does.

import { call } from "fieldbook/api";
import { now } from "fieldbook/clock";
import { hashed, marksOf } from "fieldbook/marks";
import * as store from "fieldbook/store";

const LOOK_EVERY = 1_800_000;
const PAGES = 10;

/** Fetches the list, now and then; another officer's goes with their signing in. */
export async function keepUp(who) {
  const kept = await store.get("meta", "known");
  const mine = kept?.notebook === who.notebook.id;
  if (mine && Math.abs(Date.now() - kept.lookedAt) < LOOK_EVERY && !isOver(kept)) return;
  if (kept && !mine) await forget();
  const headers = mine && kept.etag && !isOver(kept) ? { "If-None-Match": kept.etag } : {};
  const first = await call("/known", { token: who.token, headers });
  const looked = { id: "known", notebook: who.notebook.id, lookedAt: Date.now() };
  if (first.status === 304) return void (await store.put("meta", { ...kept, ...looked }));
  const every = [first.data, ...(await rest(who, first.data))];
  const { salt, until } = first.data;
  await store.change(["known", "meta"], async (tx) => {
    await tx.clear("known");
    for (const one of every.flatMap(({ known }) => known)) await tx.put("known", one);
    await tx.put("meta", { ...looked, etag: first.etag, salt, until, at: now() });
  });
}

async function rest(who, { next }) {
  const pages = [];
  for (let after = next; after && pages.length < PAGES; after = pages.at(-1).next) {
    const asked = new URLSearchParams({ after });
    pages.push((await call(`/known?${asked}`, { token: who.token })).data);
  }
  return pages;
}

export const forget = () =>
  store.change(["known", "meta"], async (tx) => {
    await tx.clear("known");
    await tx.remove("meta", "known");
  });

const isOver = ({ until }) => Date.parse(until) < Date.now();

/** Drops a list that has run out: it was lent for a day or two. */
export async function forgetOld() {
  const kept = await store.get("meta", "known");
  if (kept && isOver(kept)) await forget();
}

/** Entries that hold one of the same numbers: [{link, type, reference, title, at, reasons}], newest
 *  first, and as of when: {found, asOf}. Undefined where this phone has no list. */
export async function find(session, thing) {
  const kept = await store.get("meta", "known");
  if (kept?.notebook !== session.notebook.id || isOver(kept)) return undefined;
  const wanted = await hashed(kept.salt, marksOf(thing));
  const found = [];
  for (const one of wanted.size ? await store.all("known") : []) {
    const same = one.keys.find((key) => wanted.has(key));
    if (same && one.type === thing.type) found.push({ ...one, reasons: [wanted.get(same).reason] });
  }
  found.sort((a, b) => String(b.at).localeCompare(String(a.at)));
  return { found, asOf: kept.at };
}
