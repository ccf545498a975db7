// The only module that touches IndexedDB, and only for what fieldbook/store and fieldbook/vault ask.
// It declares what of each store is readable to who takes the phone apart; all else is one
// ciphertext, see fieldbook/envelope.
//
// Every write is `durability: "strict"`: browsers default to relaxed, where "saved" may still be
// lost with the battery, and "saved" on this phone is a promise.

const NAME = "fieldbook";
// 2: files, bytes; 3: lists; 4: todo, known; 5: vaults, all enciphered; 6: tasks, watched; 7: reviews
const VERSION = 7;

// About nobody: keys of the server, counters of the link, which officer's vault was open last.
const ABOUT_NOBODY = ["link", "forms", "checkpoint", "contradictions", "server", "lost"];

const SENT = ["notebook", "seq", "head", "sealed", "signature", "hash", "state", "problem", "result"];
const GOING = [
  ...["notebook", "entry", "size", "sealed", "addedAt"],
  ...["state", "sent", "sentAt", "problem", "notBefore"],
];

/** Of each store: `key`, the member that names a record; `plain`, true where nothing is enciphered,
 *  or the keys of those records; `shown`, the members that stay readable beside the ciphertext, to
 *  a locked phone and to the next officer; `outlives`, the member without which such a record goes
 *  with its vault all the same, with its namesake in the store `with`. Records without `shown` are
 *  seen by their own vault alone, and two vaults may each hold one of the same key. */
export const STORES = {
  vaults: { key: "id", plain: true }, // keys wrapped, see fieldbook/vault
  keys: { key: "id", plain: true }, // the device's key pair; the private half cannot be exported
  forms: { key: "kind", plain: true },
  lists: { key: "list", plain: true }, // codes too long for a form, with their labels
  meta: { key: "id", plain: ABOUT_NOBODY }, // session, feed cursor, tip of the chain, clock skew
  outbox: { key: "id", shown: SENT }, // sealed entries without a receipt yet
  entries: { key: "id" }, // sealed entries with their receipts, kept for re-offering after a restore
  drafts: { key: "id" }, // being written; not entries yet
  docs: { key: "key" }, // what the feed said: state of submissions, answers to questions
  alerts: { key: "id" }, // what is to be known now, and what was told of it
  tasks: { key: "id" }, // what this officer is asked to do, and what they said of it
  todo: { key: "id" }, // forms that signed entries call for
  known: { key: "link" }, // what can be recognised without a signal: hashes, no words
  watched: { key: "id" }, // of the watch list, what this officer's units look for
  questions: { key: "id" }, // asked but not heard by the server yet
  reviews: { key: "id" }, // others' entries that wait for this officer, and what they decided
  carriers: { key: "notebook", plain: true }, // tokens that only hand in, see fieldbook/carriers
  // photos and files of drafts, and of entries until the server has them
  files: { key: "id", shown: GOING, outlives: "entry", with: "ciphers" },
  ciphers: { key: "id", plain: true }, // what those hold, under keys of their own: fieldbook/ciphering
  bytes: { key: "id" }, // pieces of recordings under way
};

let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const there = request.result.objectStoreNames;
      for (const [name, { key }] of Object.entries(STORES))
        if (!there.contains(name)) request.result.createObjectStore(name, { keyPath: key });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opening;
}

const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** One record as it stands on the disk, or undefined. */
export async function read(name, key) {
  const database = await open();
  return answered(database.transaction(name).objectStore(name).get(key));
}

/** Every record as it stands on the disk, or those within a range of keys. */
export async function readAll(name, range) {
  const database = await open();
  return answered(database.transaction(name).objectStore(name).getAll(range));
}

/** Writes in one transaction; resolves when it is on the disk. `each(store)` is called once with
 *  what gives an object store by name, and must not wait for anything. */
export async function write(names, each) {
  const database = await open();
  const transaction = database.transaction(names, "readwrite", { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new Error("The change was given up."));
  });
  try {
    each((name) => transaction.objectStore(name));
  } catch (error) {
    done.catch(() => {}); // the caller hears of it by the throw; this must not add a second
    transaction.abort();
    throw error;
  }
  return done;
}

/** Deletes all of it. */
export async function erase() {
  (await open()).close();
  opening = null;
  await answered(indexedDB.deleteDatabase(NAME));
}
