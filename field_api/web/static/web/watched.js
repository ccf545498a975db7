// The part of the watch list that this phone carries: what its officer's units look for and what to
// do on meeting it, enciphered like all else, found by hashes of what is typed. It is lent for some
// hours since the server was last heard, by the server's clock, and each entry no longer than it is
// valid. What ended is gone with the next look, which costs two short messages.

import { call } from "fieldbook/api";
import { hashed } from "fieldbook/marks";
import { serverNow } from "fieldbook/status";
import * as store from "fieldbook/store";

const LOOK_EVERY = 120_000;
const SWEEP_EVERY = 60_000;
const BACK = 300_000; // a clock may be put right by so much; one put back further is not believed
const PAGES = 10;
const ORDER = ["immediate", "high", "routine"];

/** Asks now and then whether it is still the same, and fetches it where it is not. */
export async function keepUp(who) {
  const moment = await serverNow();
  const kept = await store.get("meta", "watched");
  const mine = kept?.notebook === who.notebook.id && !isOver(kept, moment);
  if (mine && moment - kept.heardAt < LOOK_EVERY) return;
  const headers = mine && kept.etag ? { "If-None-Match": kept.etag } : {};
  const first = await call("/watch/slice", { token: who.token, headers });
  const heard = { id: "watched", notebook: who.notebook.id, heardAt: await serverNow() };
  if (first.status === 304) return void (await store.put("meta", { ...kept, ...heard }));
  const pages = [first.data, ...(await rest(who, first.data))];
  const { salt, lasts } = first.data;
  await store.change(["watched", "meta"], async (tx) => {
    await tx.clear("watched");
    for (const one of pages.flatMap(({ listings }) => listings)) await tx.put("watched", one);
    await tx.put("meta", { ...heard, etag: first.etag, salt, lasts });
  });
}

async function rest(who, { next }) {
  const pages = [];
  for (let after = next; after && pages.length < PAGES; after = pages.at(-1).next) {
    const asked = new URLSearchParams({ after });
    pages.push((await call(`/watch/slice?${asked}`, { token: who.token })).data);
  }
  return pages;
}

const isOver = ({ heardAt, lasts }, moment) =>
  moment >= heardAt + lasts * 1000 || moment < heardAt - BACK;
const stands = (one, moment) =>
  Date.parse(one.valid_from) <= moment && moment < Date.parse(one.valid_until);

/** What of `marks` is looked for, the most urgent first: [{...listing, mark, asOf}]; each once.
 *  marks: [{kind, value, …}] of fieldbook/marks; `mark` is the first that hit, with its reason. */
export async function find(session, marks) {
  const kept = marks.length && (await store.get("meta", "watched"));
  const moment = await serverNow();
  if (!kept || kept.notebook !== session.notebook.id || isOver(kept, moment)) return [];
  const wanted = await hashed(kept.salt, marks);
  const asOf = new Date(kept.heardAt).toISOString();
  return (await store.all("watched"))
    .map((one) => ({ ...one, asOf, mark: wanted.get(one.keys.find((key) => wanted.has(key))) }))
    .filter((one) => one.mark && stands(one, moment))
    .sort((one, other) => ORDER.indexOf(one.priority) - ORDER.indexOf(other.priority));
}

/** {count, asOf} of what this phone carries, or undefined. */
export async function carried() {
  const kept = await store.get("meta", "watched");
  const moment = await serverNow();
  if (!kept || isOver(kept, moment)) return undefined;
  const every = (await store.all("watched")).filter((one) => stands(one, moment));
  return { count: every.length, asOf: new Date(kept.heardAt).toISOString() };
}

/** Deletes what has run out, whether or not anybody was there to say so. */
export async function forgetOld() {
  const kept = await store.get("meta", "watched");
  if (!kept) return;
  const moment = await serverNow();
  if (isOver(kept, moment)) return void (await forget());
  const old = (await store.all("watched")).filter((one) => Date.parse(one.valid_until) <= moment);
  if (!old.length) return;
  await store.change(["watched"], async (tx) => {
    for (const { id } of old) await tx.remove("watched", id);
  });
}

const forget = () =>
  store.change(["watched", "meta"], async (tx) => {
    await tx.clear("watched");
    await tx.remove("meta", "watched");
  });

/** Goes on forgetting for as long as the page lives: without a signal there are no rounds. */
export function start() {
  setInterval(() => void forgetOld().catch(() => {}), SWEEP_EVERY); // locked meanwhile
}
