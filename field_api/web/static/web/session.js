// Who is signed in on this phone, and the phone's own key. A session that has run out is kept, not
// cleared: entries may still be sent under it, and nothing on the phone depends on it to be read.

import { call } from "fieldbook/api";
import { shownAs } from "fieldbook/proofs";
import { newDeviceKey } from "fieldbook/seal";
import * as store from "fieldbook/store";

/** The session, or undefined: {token, officer, device, notebook, server, state}; the state is open,
 *  over (run out), stopped (by the force) or waiting (for a second person). */
export async function current() {
  const session = await store.get("meta", "session");
  return session?.token ? session : undefined;
}

/** This installation: {device, privateKey, publicJwk, keyId}. Minted once; windows must not race. */
export function device() {
  return navigator.locks.request("fieldbook-device", async () => {
    const known = await store.get("keys", "device");
    if (known) return known;
    const key = { id: "device", device: crypto.randomUUID(), ...(await newDeviceKey()) };
    await store.put("keys", key);
    return key;
  });
}

/** Signs in; throws what `call` throws. Everything waiting on the phone stays as it is. */
export async function signIn({ login, password, otp, enrolment }) {
  const key = await device();
  const asked = { id: key.device, name: phoneName(), public_key: key.publicJwk };
  const body = { login, password, otp, device: asked, enrolment };
  const { data } = await call("/sign-in", { method: "POST", body });
  await store.change(["meta", "docs", "questions"], (tx) => begin(tx, data));
  navigator.storage?.persist?.();
  return current();
}

async function begin(tx, data) {
  const feed = await tx.get("meta", "feed");
  if (feed?.officer !== data.officer.login) {
    // Another officer's phone until now: what the feed said to them is not this officer's to see.
    await tx.clear("docs");
    await tx.put("meta", { id: "feed", officer: data.officer.login, cursor: "", epoch: undefined });
  }
  await tx.put("meta", { id: "session", ...data, token: shownAs(data), state: stateOf(data) });
  await adoptTip(tx, data.notebook);
}

function stateOf({ device }) {
  return device.confirmed === false ? "waiting" : "open";
}

/** The longer chain wins: ours holds lines not sent yet, the server's those of a lost database. */
async function adoptTip(tx, notebook) {
  const id = tipOf(notebook.id);
  const ours = await tx.get("meta", id);
  const theirs = notebook.next_seq - 1;
  if (!ours || ours.seq < theirs)
    await tx.put("meta", { id, seq: theirs, hash: notebook.last_hash });
}

/** Rank, number and name as they are signed; some forces' names carry the first two already. */
export function nameOf({ rank, collar, name }) {
  if (name.includes(collar)) return name;
  return [rank, collar, name].filter(Boolean).join(" ");
}

/** Key of the record that holds a notebook's newest line: {seq, hash}. */
export const tipOf = (notebook) => `tip:${notebook}`;

/** Fetches the server's keys anew: a receipt that does not check out may bear a newer one. */
export async function renewKeys({ token }) {
  const { data } = await call("/me", { token });
  await store.change(["meta"], async (tx) => {
    const session = await tx.get("meta", "session");
    if (session?.token === token) await tx.put("meta", { ...session, server: data.server });
  });
}

/** Marks the session: run out ("over"), stopped by the force ("stopped"), "waiting", "password", or "open". */
export function end(token, state) {
  return store.change(["meta"], async (tx) => {
    const session = await tx.get("meta", "session");
    // The officer may have signed in again while the answer was on its way: that session stands.
    if (session?.token === token) await tx.put("meta", { ...session, state });
  });
}

/** Signs out. The caller has made sure that nothing is left unsent. */
export async function signOut() {
  const session = await current();
  if (session) await call("/sign-out", { method: "POST", token: session.token }).catch(() => {});
  await store.change(["meta", "docs", "questions"], async (tx) => {
    await tx.remove("meta", "session");
    await tx.remove("meta", "feed");
    await tx.clear("docs");
    await tx.clear("questions");
  });
}

function phoneName() {
  const known = navigator.userAgentData;
  return (known?.platform || navigator.platform || "Handset").slice(0, 40);
}
