// The force has reported this phone lost. What could be read here goes at once, for every officer on
// it; what is sealed to the server goes to the server, which sets it aside; and with the last of it
// everything is erased, by the browser at the server's word and by this page.

import { bare } from "fieldbook/api";
import * as carriers from "fieldbook/carriers";
import * as files from "fieldbook/files";
import * as outbox from "fieldbook/outbox";
import { EMPTIED } from "fieldbook/signin";
import * as store from "fieldbook/store";
import * as vault from "fieldbook/vault";

/** Whether it was. */
export const isLost = async () => Boolean(await store.get("meta", "lost"));

/** The server said so. */
export async function heard() {
  if (await isLost()) return;
  await store.put("meta", { id: "lost", at: Date.now() });
  for (const { id } of await vault.list()) await vault.shred(id);
}

/** Erases a lost phone once nothing is left on it that the server would take. */
export async function finish() {
  if (!(await isLost())) return;
  const entries = (await outbox.everyones()).filter(({ state }) => state === "waiting");
  if (entries.length || (await files.everyones()).length) return;
  const [way] = await carriers.all();
  // Without the promise that other requests make: this answer empties the browser.
  const options = { token: way?.token, erases: true };
  if (way) await bare("/sync/pull", options).catch(() => {});
  await erase();
}

async function erase() {
  for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  for (const worker of workers) await worker.unregister();
  await store.erase();
  location.replace(`/${EMPTIED}`);
}
