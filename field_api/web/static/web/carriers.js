// What this phone may hand in for each officer who signed in on it, while that officer's vault is
// locked or gone: a token that reads nothing, and the keys of the server to tell a receipt by. It
// stands in clear, and is good only with this phone's own key (proofs.js).

import { shownAs } from "fieldbook/proofs";
import * as store from "fieldbook/store";

/** Keeps what a sign-in gave, within a transaction over carriers. */
export function keep(tx, { notebook, device, server, carrier, token_type }) {
  if (!carrier) return undefined;
  const token = shownAs({ token_type, token: carrier });
  const { receipt_key, epoch } = server;
  return tx.put("carriers", { notebook: notebook.id, token, device: device.id, receipt_key, epoch });
}

/** Every officer's: [{notebook, token, device, receipt_key, epoch}]. */
export const all = () => store.all("carriers");

/** Notes something of one, unless it was dropped or replaced meanwhile. */
export function note({ notebook, token }, what) {
  return store.change(["carriers"], async (tx) => {
    const standing = await tx.get("carriers", notebook);
    if (standing?.token === token) await tx.put("carriers", { ...standing, ...what });
  });
}

/** Notes the server's keys where they were renewed. */
export async function renew({ receipt_key }) {
  for (const one of await all()) await note(one, { receipt_key });
}

/** Forgets one that the server does not know any more. */
export function drop({ notebook, token }) {
  return store.change(["carriers"], async (tx) => {
    const standing = await tx.get("carriers", notebook);
    if (standing?.token === token) await tx.remove("carriers", notebook);
  });
}
