// What the phone last got of the map: enciphered like all else, shown without a signal with its age,
// and forgotten when it is too old to act on.

import { call } from "fieldbook/api";
import { serverNow } from "fieldbook/status";
import * as store from "fieldbook/store";

const KEY = "situation";
const HOURS = 72;
const LASTS = 12 * 3_600_000; // as long as the slice of the watch list

/** {map, ground, heardAt} as it is kept, or undefined: of another officer's, or too old. */
export async function kept(who) {
  const standing = await store.get("meta", KEY);
  return standing?.officer === who.officer.login && !(await isOld(standing)) ? standing : undefined;
}

const isOld = async ({ map }) => Math.abs((await serverNow()) - Date.parse(map.as_of)) > LASTS;

/** Asks for what is new and keeps it. Answers what is kept then. Throws as `call` does. */
export async function fetched(who, signal) {
  const before = await kept(who);
  const headers = before ? { "If-None-Match": before.etag } : {};
  const asked = { token: who.token, signal };
  const answer = await call(`/situation?hours=${HOURS}`, { ...asked, headers });
  const confirmed = new Date(await serverNow()).toISOString();
  if (answer.status === 304) {
    const map = { ...before.map, as_of: confirmed };
    return keep({ ...before, map });
  }
  const { data: map, etag } = answer;
  const same = before?.ground.tag === map.ground;
  const ground = same ? before.ground : (await call("/situation/ground", asked)).data;
  return keep({ id: KEY, officer: who.officer.login, etag, map, ground });
}

async function keep(record) {
  await store.put("meta", record);
  return record;
}

/** Drops it once it is too old, whoever's it is. */
export async function forgetOld() {
  const standing = await store.get("meta", KEY);
  if (standing && (await isOld(standing))) await store.remove("meta", KEY);
}
