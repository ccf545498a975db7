// The only module that touches IndexedDB. Everything the phone keeps goes through here, so that a
// vault (records enciphered under an unlocked key) can be slotted in at this one place.
//
// Every write is `durability: "strict"`: browsers default to relaxed, where "saved" may still be
// lost with the battery, and "saved" on this phone is a promise.

const NAME = "fieldbook";
const VERSION = 3; // 2: files and bytes; 3: lists

const STORES = {
  keys: "id", // the device's key pair; the private half cannot be exported
  meta: "id", // session, feed cursor, tip of the chain, clock skew
  outbox: "id", // sealed entries without a receipt yet
  entries: "id", // sealed entries with their receipts, kept for re-offering after a restore
  drafts: "id", // being written; not entries yet
  docs: "key", // what the feed said: state of submissions, answers to questions
  forms: "kind",
  lists: "list", // codes too long for a form, with their labels
  questions: "id", // asked but not heard by the server yet
  files: "id", // photos and files of drafts, and of entries until the server has stored them
  bytes: "id", // what those hold, apart: noting how far one has got must not write it again
};

let opening = null;
const watchers = new Set();
const others = new BroadcastChannel("fieldbook-store");
others.onmessage = (message) => tell(message.data);

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const missing = Object.keys(STORES).filter(
        (name) => !request.result.objectStoreNames.contains(name),
      );
      for (const name of missing) request.result.createObjectStore(name, { keyPath: STORES[name] });
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

/** One record, or undefined. */
export async function get(name, key) {
  const database = await open();
  return answered(database.transaction(name).objectStore(name).get(key));
}

/** Every record of a store. */
export async function all(name) {
  const database = await open();
  return answered(database.transaction(name).objectStore(name).getAll());
}

/** One transaction over several stores; resolves when it is on the disk.
 *  `work(tx)` may await only tx's own requests: any other await would let the transaction close.
 *  If it throws, nothing of it is kept. */
export async function change(names, work) {
  const database = await open();
  const transaction = database.transaction(names, "readwrite", { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new Error("The change was given up."));
  });
  done.catch(() => {}); // the caller hears of it below; a throw in `work` must not add a second
  let result;
  try {
    result = await work(handle(transaction));
  } catch (error) {
    transaction.abort();
    throw error;
  }
  await done;
  announce(names);
  return result;
}

const handle = (transaction) => ({
  get: (name, key) => answered(transaction.objectStore(name).get(key)),
  all: (name) => answered(transaction.objectStore(name).getAll()),
  put: (name, record) => answered(transaction.objectStore(name).put(record)),
  remove: (name, key) => answered(transaction.objectStore(name).delete(key)),
  clear: (name) => answered(transaction.objectStore(name).clear()),
});

export const put = (name, record) => change([name], (tx) => tx.put(name, record));
export const remove = (name, key) => change([name], (tx) => tx.remove(name, key));

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
