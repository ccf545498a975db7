// The vault: one key for each officer on this phone, under which store.js keeps all that somebody
// could read. It is random, lives in memory while the vault is open and cannot be exported from
// there; on the disk it stands wrapped, by a secret of the phone's own lock (fieldbook/prf) or by a
// passphrase (fieldbook/passphrase). Opening it needs no signal and no server.
//
// How others use it: not at all, as a rule. Through fieldbook/store a record is enciphered because
// its store is not declared plain (fieldbook/database). While the vault is locked
//   get, all      give nothing of such a store; where it declares `shown` members, records of those
//                 alone, with `locked: true`, other officers' too;
//   put, change   throw `store.Locked`, but for plain records and for records with `locked: true`,
//                 whose shown members are then written beside the ciphertext, which stays.
// `watch` tells when it was opened or locked; `beforeLock` is the moment to write what must not be
// lost: what it begins with fieldbook/store is on the disk before the key goes.

import * as database from "fieldbook/database";
import { joined } from "fieldbook/envelope";
import { derivedFrom } from "fieldbook/passphrase";
import * as prf from "fieldbook/prf";
import { bytes } from "fieldbook/seal";

const AES = { name: "AES-GCM", length: 256 };
const TRIES = 10;
const WRITING = "fieldbook-store"; // held by every change of the store

let open; // {id, key} while open
let wiped = false;
const watchers = new Set();
const last = new Set();

// A vault is open in one window at a time as it were: locked in one, or opened for somebody else,
// it is locked in all.
const others = new BroadcastChannel("fieldbook-vault");
others.onmessage = ({ data }) => open && data !== open.id && void forget();

/** {id, key} of the open vault, or undefined. */
export const current = () => open;

export const isOpen = () => open !== undefined;

/** Whether wrong passphrases have deleted a vault since this page was opened. */
export const isWiped = () => wiped;

/** Calls `listener()` after the vault of this window was opened or locked. */
export const watch = (listener) => watchers.add(listener);

/** Calls `work()` when the vault is about to be locked; gives how to stop that. */
export function beforeLock(work) {
  last.add(work);
  return () => last.delete(work);
}

/** Vaults on this phone, the one last opened first: [{id, by: "prf"|"passphrase", …}]. */
export async function list() {
  const every = await database.readAll("vaults");
  return every.sort((a, b) => b.usedAt - a.usedAt);
}

/** The vault of whoever signs in by this name, or undefined. */
export async function of(login) {
  for (const vault of await list()) {
    if (same(vault.who.hash, await hashed(login, vault.who.salt))) return vault;
  }
  return undefined;
}

/** Makes and opens a vault: by the phone's own lock, or by `words` where some are given. Answers
 *  whether that was possible; throws NotAllowedError where the officer did not want it. */
export async function make(login, words) {
  const id = crypto.randomUUID();
  const by = words === undefined ? "prf" : "passphrase";
  const wrap = by === "prf" ? await prf.enrolled() : { salt: random(16) };
  if (!wrap) return false;
  const { secret, ...kept } = wrap;
  const fresh = await crypto.subtle.generateKey(AES, true, ["encrypt", "decrypt"]);
  const iv = random(12);
  const keyOfIt = await wrapping({ ...wrap, by, words });
  const key = await crypto.subtle.wrapKey("raw", fresh, keyOfIt, wrapped(id, iv));
  const salt = random(16);
  const who = { salt, hash: await hashed(login, salt) };
  const vault = { id, by, who, usedAt: Date.now(), failures: 0, ...kept, iv, key };
  await database.write(["vaults"], (store) => store("vaults").put(vault));
  opened({ id, key: await unwrapped(vault, keyOfIt) });
  return true;
}

/** Opens a vault by the phone's own lock. Throws what fieldbook/prf throws. */
export async function unlock(vault) {
  const secret = await prf.secretOf(vault);
  const key = await unwrapped(vault, await wrapping({ ...vault, secret }));
  await note(vault.id, { usedAt: Date.now() });
  opened({ id: vault.id, key });
}

/** Opens a vault by its passphrase: 0, or how many wrong ones may still follow before it is gone;
 *  undefined when it is. A try counts before it is made: who ends the page here gains nothing. */
export function unlockWith(words, { id }) {
  return navigator.locks.request("fieldbook-passphrase", async () => {
    const vault = await database.read("vaults", id);
    if (!vault) return undefined;
    const failures = vault.failures + 1;
    await note(id, { failures });
    const key = await unwrapped(vault, await wrapping({ ...vault, words })).catch(() => undefined);
    if (key) {
      await note(id, { failures: 0, usedAt: Date.now() });
      opened({ id, key });
      return 0;
    }
    if (failures < TRIES) return TRIES - failures;
    wiped = true;
    await shred(id);
    return undefined;
  });
}

/** Notes something of a vault that is no secret. */
export function note(id, change) {
  return navigator.locks.request("fieldbook-vaults", async () => {
    const standing = await database.read("vaults", id);
    if (!standing) return;
    await database.write(["vaults"], (store) => store("vaults").put({ ...standing, ...change }));
  });
}

/** Locks it, here and in every window, when what was being written is on the disk. */
export async function lock() {
  if (!open) return;
  others.postMessage(undefined);
  await forget();
}

async function forget() {
  const mine = open;
  const saving = [...last].map((work) => work());
  await Promise.allSettled(saving);
  // Behind every change that was begun by now.
  await navigator.locks.request(WRITING, () => {
    if (open === mine) open = undefined;
  });
  tell();
}

/** Deletes a vault: its key, and with it all that only this key could read. What a store shows
 *  without it stays: sealed entries are sent by whoever comes next. */
export function shred(id) {
  return navigator.locks.request(WRITING, async () => {
    const enciphered = Object.entries(database.STORES).filter(([, { plain }]) => plain !== true);
    const shown = enciphered.filter(([, one]) => one.shown).map(([name]) => [name]);
    const left = await Promise.all(
      shown.map(async ([name]) => [name, await database.readAll(name)]),
    );
    const beside = shown.map(([name]) => database.STORES[name].with).filter(Boolean);
    const stores = ["vaults", ...enciphered.map(([name]) => name), ...beside];
    await database.write(stores, (store) => {
      store("vaults").delete(id);
      for (const [name, one] of enciphered) if (!one.shown) store(name).delete(rangeOf(id));
      for (const [name, records] of left)
        for (const one of records.filter(({ vault }) => vault === id)) leaveShown(store, name, one);
    });
    others.postMessage(undefined);
    if (open?.id === id) open = undefined;
  }).then(tell);
}

function leaveShown(store, name, { iv, data, ...shown }) {
  const { key, outlives, with: beside } = database.STORES[name];
  if (!outlives || shown[outlives] !== undefined) return void store(name).put(shown);
  store(name).delete(shown[key]);
  if (beside) store(beside).delete(shown[key]);
}

/** Keys of the records that belong to one vault alone: its id, a slash, their own. */
export const rangeOf = (id) => IDBKeyRange.bound(`${id}/`, `${id}0`, false, true);

function opened(one) {
  open = one;
  wiped = false;
  others.postMessage(one.id);
  tell();
}

function tell() {
  for (const watcher of watchers) watcher();
}

const random = (length) => crypto.getRandomValues(new Uint8Array(length));

const same = (one, two) => one.every((byte, at) => byte === two[at]);

async function hashed(login, salt) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined([salt, bytes(login.toLowerCase())])));
}

/** The key that wraps the vault's, from a secret or a passphrase. */
async function wrapping({ by, salt, secret, words }) {
  if (by === "passphrase") return derivedFrom(words, salt, AES, ["wrapKey", "unwrapKey"]);
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info: bytes("fieldbook/1 vault wrap") };
  return crypto.subtle.deriveKey(how, base, AES, false, ["wrapKey", "unwrapKey"]);
}

const wrapped = (id, iv) => ({ name: "AES-GCM", iv, additionalData: bytes(`fieldbook/1 wrap\n${id}`) });

const unwrapped = ({ id, iv, key }, by) =>
  crypto.subtle.unwrapKey("raw", key, by, wrapped(id, iv), AES, false, ["encrypt", "decrypt"]);
