// What the phone keeps, for every other module: records in named stores, enciphered under the open
// vault (fieldbook/vault) unless their store is declared plain (fieldbook/database). Whoever reads
// or writes here sees records as they are, and nothing of other officers.

import * as database from "fieldbook/database";
import { deciphered, enciphered } from "fieldbook/envelope";
import * as vault from "fieldbook/vault";

const { STORES } = database;
const LARGE = new Set(["bytes"]); // never kept in memory

/** The vault is locked: what was to be written has no key to be enciphered under. */
export class Locked extends Error {
  constructor() {
    super("Fieldbook is locked.");
  }
}

const watchers = new Set();
const others = new BroadcastChannel("fieldbook-store");
others.onmessage = (message) => tell(message.data);

// Deciphered records by store and place: a list of a thousand must not be deciphered for each look.
const known = new Map();
vault.watch(() => {
  if (!vault.isOpen()) known.clear();
  tell(Object.keys(STORES));
});

const isPlain = (name, key) => {
  const { plain } = STORES[name];
  return plain === true || Boolean(plain?.includes(key));
};

/** Where a record stands: those that nobody else sees carry their vault's id in the key. */
function placeOf(name, key, open) {
  return isPlain(name, key) || STORES[name].shown ? key : `${open.id}/${key}`;
}

const text = (iv) => String.fromCharCode(...iv);

/** A record as its readers see it, of one as it stands on the disk; undefined for none of theirs.
 *
 *  One that does not open, its bytes damaged or put in the place of another's, is left where it is
 *  and out of every list: it must not keep the thousand others from being read. */
async function seen(name, open, standing) {
  if (!standing) return undefined;
  const at = standing[STORES[name].key];
  if (isPlain(name, at)) return standing;
  const { vault: whose, iv, data, ...shown } = standing;
  const hidden = STORES[name].shown && whose ? { ...shown, locked: true } : undefined;
  if (!data || !open || whose !== open.id) return hidden;
  const record = await read(name, open, { at, iv, data }).catch(() => noteDamage(name, at));
  return record ? { ...record, ...shown, [STORES[name].key]: keyIn(at, name) } : hidden;
}

const spoilt = new Set();

function noteDamage(name, at) {
  spoilt.add(`${name} ${at}`);
}

/** How many records were found that do not open. */
export const damaged = () => spoilt.size;

const keyIn = (at, name) => (STORES[name].shown ? at : at.slice(at.indexOf("/") + 1));

async function read(name, open, { at, iv, data }) {
  const place = `${name} ${at}`;
  const before = known.get(place);
  if (before?.iv === text(iv)) return structuredClone(before.record);
  const record = await deciphered(open, name, at, { iv, data });
  remember(name, place, { iv, record });
  return record;
}

function remember(name, place, { iv, record }) {
  if (vault.isOpen() && !LARGE.has(name))
    known.set(place, { iv: text(iv), record: structuredClone(record) });
}

/** One record, or undefined. */
export async function get(name, key) {
  const open = vault.current();
  if (!open && !isPlain(name, key) && !STORES[name].shown) return undefined;
  return seen(name, open, await database.read(name, placeOf(name, key, open)));
}

/** Every record of a store. */
export async function all(name) {
  const open = vault.current();
  const { plain, shown } = STORES[name];
  const range = plain || shown ? undefined : open && vault.rangeOf(open.id);
  if (!plain && !shown && !range) return [];
  const standing = await database.readAll(name, range);
  const every = await Promise.all(standing.map((one) => seen(name, open, one)));
  return every.filter((one) => one !== undefined);
}

/** Reads and writes over several stores as one: no other window changes anything meanwhile, and
 *  what `work(tx)` wrote is on the disk, in one transaction, when this resolves. If it throws,
 *  nothing of it is kept. It may wait for anything but another change. Throws Locked. */
export function change(names, work) {
  return navigator.locks.request("fieldbook-store", async () => {
    const open = vault.current();
    const written = new Map(); // what is to be written, by store and key
    const result = await work(handle(open, written, names));
    await keep(open, [...written.values()]);
    if (written.size) announce(names);
    return result;
  });
}

function handle(open, written, names) {
  const id = (name, key) => `${name} ${key}`;
  const keyOf = (name, record) => record[STORES[name].key];
  const note = (name, key, record) => {
    if (!names.includes(name)) throw new TypeError(`"${name}" is not among the stores to change.`);
    written.set(id(name, key), { name, key, record });
  };
  const tx = {
    async get(name, key) {
      const ours = written.get(id(name, key));
      return ours ? structuredClone(ours.record) : get(name, key);
    },
    async all(name) {
      const ours = [...written.values()].filter((one) => one.name === name);
      const changed = new Set(ours.map(({ key }) => key));
      const others = (await all(name)).filter((one) => !changed.has(keyOf(name, one)));
      return [...others, ...ours.flatMap(({ record }) => structuredClone(record) ?? [])];
    },
    async put(name, record) {
      const key = keyOf(name, record);
      if (!open && !isPlain(name, key) && !record.locked) throw new Locked();
      note(name, key, structuredClone(record));
    },
    async remove(name, key) {
      note(name, key, undefined);
    },
    async clear(name) {
      for (const record of await tx.all(name)) note(name, keyOf(name, record), undefined);
    },
  };
  return tx;
}

async function keep(open, written) {
  if (written.length === 0) return;
  const standing = await Promise.all(written.map((one) => onDisk(open, one)));
  const stores = [...new Set(written.map(({ name }) => name))];
  await database.write(stores, (store) => {
    for (const { name, at, record } of standing)
      if (record) store(name).put(record);
      else if (at !== undefined) store(name).delete(at);
  });
  for (const { name, at, kept, record } of standing) {
    if (kept) remember(name, `${name} ${at}`, { iv: record.iv, record: kept });
    else known.delete(`${name} ${at}`);
  }
}

/** {name, at, record as it will stand, kept: what of it is enciphered}; no record: to be deleted. */
async function onDisk(open, { name, key, record }) {
  const { key: member, shown = [] } = STORES[name];
  if (!open && !isPlain(name, key) && !STORES[name].shown) return { name };
  const at = placeOf(name, key, open);
  if (record === undefined) return { name, at };
  if (isPlain(name, key)) return { name, at, record };
  const inClear = Object.fromEntries(shown.flatMap((one) => (one in record ? [[one, record[one]]] : [])));
  if (record.locked) {
    const { vault: whose, iv, data } = await database.read(name, at);
    return { name, at, record: { ...inClear, [member]: at, vault: whose, iv, data } };
  }
  const kept = Object.fromEntries(
    Object.entries(record).filter(([one]) => one !== member && !shown.includes(one)),
  );
  const sealed = await enciphered(open, name, at, kept);
  return { name, at, kept, record: { ...inClear, [member]: at, ...sealed } };
}

export const put = (name, record) => change([name], (tx) => tx.put(name, record));
export const remove = (name, key) => change([name], (tx) => tx.remove(name, key));

/** Deletes everything this phone keeps. */
export const erase = () => navigator.locks.request("fieldbook-store", database.erase);

/** Calls `listener(names)` after a change by this or any other window; returns how to stop. */
export function watch(listener) {
  watchers.add(listener);
  return () => watchers.delete(listener);
}

function announce(names) {
  tell(names);
  others.postMessage(names);
}

function tell(names) {
  for (const listener of watchers) listener(names);
}
