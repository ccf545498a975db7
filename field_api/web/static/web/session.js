// Who is signed in on this phone, and the phone's own key. A session that has run out is kept, not
// cleared: entries may still be sent under it, and nothing on the phone depends on it to be read.

import { call } from "fieldbook/api";
import * as carriers from "fieldbook/carriers";
import * as left from "fieldbook/left";
import { shownAs } from "fieldbook/proofs";
import { newDeviceKey } from "fieldbook/seal";
import * as store from "fieldbook/store";
import * as upgrade from "fieldbook/upgrade";
import * as vault from "fieldbook/vault";

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

/** Signs in; throws what `call` throws. Nothing is kept before `begin`: there may be no vault yet. */
export async function signIn({ login, password, otp, enrolment }) {
  const key = await device();
  const asked = { id: key.device, name: phoneName(), public_key: key.publicJwk };
  const body = { login, password, otp, device: asked, enrolment };
  return (await call("/sign-in", { method: "POST", body })).data;
}

/** Keeps what a sign-in answered, in the open vault. Everything waiting on the phone stays. */
export async function begin(data) {
  await upgrade.run(data);
  await store.change(["meta", "carriers", "outbox"], (tx) => keep(tx, data));
  navigator.storage?.persist?.();
}

async function keep(tx, data) {
  if (!(await tx.get("meta", "feed")))
    await tx.put("meta", { id: "feed", officer: data.officer.login, cursor: "", epoch: undefined });
  await tx.put("meta", { id: "session", ...data, token: shownAs(data), state: stateOf(data) });
  await carriers.keep(tx, data);
  await adoptTip(tx, data.notebook);
}

function stateOf({ device }) {
  return device.confirmed === false ? "waiting" : "open";
}

/** The longest chain wins: ours holds lines not sent yet, the server's those of a lost database, and
 *  what was sealed before a sign-off may be known to neither. */
async function adoptTip(tx, { id: notebook, next_seq, last_hash }) {
  const id = tipOf(notebook);
  const ours = await tx.get("meta", id);
  const sealed = (await tx.all("outbox")).filter((item) => item.notebook === notebook);
  const tips = [{ seq: next_seq - 1, hash: last_hash }, ...(ours ? [ours] : []), ...sealed];
  const { seq, hash } = tips.reduce((one, other) => (other.seq > one.seq ? other : one));
  await tx.put("meta", { id, seq, hash });
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
  await carriers.renew(data.server);
}

/** Marks the session: run out ("over"), stopped by the force ("stopped"), "waiting", "password", or "open". */
export function end(token, state) {
  return store.change(["meta"], async (tx) => {
    const session = await tx.get("meta", "session");
    // The officer may have signed in again while the answer was on its way: that session stands.
    if (session?.token === token) await tx.put("meta", { ...session, state });
  });
}

/** Signs off, with or without a signal: the officer's key goes, and with it all that only it could
 *  read. Sealed entries stay, to be sent by whoever comes next. */
export async function signOut() {
  const session = await current();
  if (session) await left.keepSealed(session.notebook.id);
  await vault.shred(vault.current().id);
  if (session) await call("/sign-out", { method: "POST", token: session.token }).catch(() => {});
}

function phoneName() {
  const known = navigator.userAgentData;
  return (known?.platform || navigator.platform || "Handset").slice(0, 40);
}
