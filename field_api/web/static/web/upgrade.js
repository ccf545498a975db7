// Phones that were used before there was a vault: what stands in clear is enciphered when its officer
// first opens one. Each photo by itself, for many of them at once would not fit in memory, then all
// small records in one transaction; what was not done when a phone died is done at the next opening.
// Until an officer has opened a vault here, theirs stays as it was.

import * as ciphering from "fieldbook/ciphering";
import * as database from "fieldbook/database";
import { enciphered } from "fieldbook/envelope";
import * as vault from "fieldbook/vault";

const { STORES } = database;
const HELD = Object.keys(STORES).filter((name) => STORES[name].plain !== true && name !== "bytes");

const inClear = (name) => (record) =>
  record.data === undefined && !record.vault && !STORES[name].plain?.includes(record[STORES[name].key]);

/** The session of a phone that has been in use before it had vaults, or undefined. */
export async function session() {
  const standing = await database.read("meta", "session");
  return standing?.token ? standing : undefined;
}

/** Enciphers under the open vault, once, what stands in clear of its officer. */
export async function run({ officer, notebook, server }) {
  const { id } = vault.current();
  const standing = await database.read("vaults", id);
  if (standing.upgraded) return;
  await encipher(officer.login, notebook.id, server.seal_key);
  await vault.note(id, { upgraded: Boolean(server.seal_key) }); // the next sign-in gives one
}

function encipher(officer, notebook, sealKey) {
  return navigator.locks.request("fieldbook-store", async () => {
    const open = vault.current();
    const found = await Promise.all(HELD.map(async (name) => [name, await clearIn(name)]));
    const work = [];
    for (const [name, records] of found) {
      for (const record of records) {
        const fate = fateOf(name, record, { officer, notebook, found: new Map(found) });
        const photo = fate === "mine" && name === "files";
        if (photo) await (sealKey && moveFile(open, record, sealKey));
        else if (fate !== "others") work.push(await moved(open, name, record, fate));
      }
    }
    if (work.length) await write(work);
  });
}

const clearIn = async (name) => (await database.readAll(name)).filter(inClear(name));

/** "mine", "others" or "gone": what the server said to another officer is not kept for them. */
function fateOf(name, record, { officer, notebook, found }) {
  if (name === "docs") return feedIs(found, officer);
  if (name === "known") return metaOf(found, "known")?.notebook === notebook ? "mine" : "gone";
  if (name === "meta") return fateOfMeta(record, { officer, notebook, found });
  return record.notebook === notebook ? "mine" : "others";
}

function fateOfMeta({ id, ...record }, { officer, notebook, found }) {
  if (id === "session") return record.officer?.login === officer ? "mine" : "gone";
  if (id === "feed") return feedIs(found, officer);
  if (id === "known") return record.notebook === notebook ? "mine" : "gone";
  return id.endsWith(`:${notebook}`) ? "mine" : "others";
}

const metaOf = (found, id) => found.get("meta").find((one) => one.id === id);
const feedIs = (found, officer) => (metaOf(found, "feed")?.officer === officer ? "mine" : "gone");

/** [store, key as it was, record as it will be or undefined] */
async function moved(open, name, record, fate) {
  const { key: member, shown = [] } = STORES[name];
  const before = record[member];
  if (fate === "gone") return [name, before, undefined];
  const at = STORES[name].shown ? before : `${open.id}/${before}`;
  const seen = Object.entries(record).filter(([one]) => shown.includes(one));
  const rest = Object.entries(record).filter(([one]) => one !== member && !shown.includes(one));
  const sealed = await enciphered(open, name, at, Object.fromEntries(rest));
  return [name, before, { ...Object.fromEntries(seen), [member]: at, ...sealed }];
}

/** With what it holds, under a key of its own; one that holds nothing is not whole. */
async function moveFile(open, file, sealKey) {
  const { id } = file;
  const content = await database.read("bytes", id);
  if (!content) return write([["files", id, undefined]]);
  const { blob, ...opens } = await ciphering.enciphered(await content.blob.arrayBuffer());
  const record = { ...file, ...opens };
  record.sealed = await ciphering.sealedKey(sealKey, record);
  return write([
    await moved(open, "files", record, "mine"),
    ["ciphers", id, { id, blob }],
    ["bytes", id, undefined],
  ]);
}

function write(work) {
  const stores = [...new Set(work.map(([name]) => name))];
  return database.write(stores, (store) => {
    for (const [name, before, record] of work) {
      store(name).delete(before);
      if (record) store(name).put(record);
    }
  });
}
