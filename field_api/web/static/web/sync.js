// Revisions up, state down. One round at a time per phone, whatever number of windows is open:
// push what is sealed, ask what was not heard, then pull what the server has to say.

import { Refused } from "fieldbook/api";
import * as lists from "fieldbook/lists";
import { pull, refreshForms } from "fieldbook/pull";
import { push } from "fieldbook/push";
import * as questions from "fieldbook/questions";
import * as references from "fieldbook/references";
import * as roaming from "fieldbook/roaming";
import * as session from "fieldbook/session";
import * as status from "fieldbook/status";
import * as uploads from "fieldbook/uploads";
import * as versions from "fieldbook/versions";
import * as news from "fieldbook/wake";
import * as witness from "fieldbook/witness";

const REST = 30_000;
const REST_WHILE_HEARING = 120_000;
const LONGEST_WAIT = 300_000;
const ENDS = {
  "device-revoked": "stopped",
  "device-unconfirmed": "waiting",
  "first-password": "password",
};

let timer;
let failures = 0;
let again = false;
let running = false;

/** Starts syncing for as long as the page lives. */
export function start() {
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", () => document.hidden || wake());
  void news.start(wake);
  return wake();
}

/** Syncs now; if a round is on its way, another follows it. */
export async function wake() {
  clearTimeout(timer);
  if (running) {
    again = true;
    return;
  }
  running = true;
  try {
    const wait = await navigator.locks.request("fieldbook-sync", { ifAvailable: true }, rounds);
    timer = setTimeout(wake, wait);
  } finally {
    running = false;
  }
}

/** Runs rounds until nothing new came up meanwhile; answers how long to rest, in milliseconds. */
async function rounds(lock) {
  if (!lock) return 5_000; // another window is at it
  let wait;
  do {
    again = false;
    wait = await round();
  } while (again && failures === 0);
  status.during("resting");
  void uploads.wake(); // only now: they may take the whole line, and all day
  return wait;
}

async function round() {
  const who = await session.current();
  if (!who) return REST;
  try {
    await exchange(who);
    failures = 0;
    return news.listening() ? REST_WHILE_HEARING : REST;
  } catch (error) {
    return setback(who, error);
  }
}

async function exchange(who) {
  await push(who);
  // Reading needs a fresh sign-in; sending does not. A phone that waits for a second person asks.
  if (who.state !== "open" && who.state !== "waiting") return;
  await questions.sendWaiting(who);
  status.during("fetching");
  if (await pull(who)) again = true;
  if (who.state === "waiting") await session.end(who.token, "open");
  await refreshForms(who);
  await status.reached();
  await besides(lists.keepUp(who));
  await besides(witness.look(who));
  await besides(versions.keepUp(who));
  await besides(references.keepUp(who));
  await besides(roaming.exchange(who));
}

/** What may be refused without entries or news being held up by it. */
async function besides(work) {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Refused) || [401, 403].includes(error.status)) throw error;
  }
}

async function setback(who, error) {
  failures += 1;
  if (error instanceof Refused && [401, 403].includes(error.status)) {
    await status.reached();
    await session.end(who.token, ENDS[error.code] ?? "over");
    // What can be written is about nobody: a new phone writes before anything is read on it.
    if (error.code === "first-password") await refreshForms(who).catch(() => {});
    return LONGEST_WAIT;
  }
  await status.unreached(error.message);
  // Full jitter: after an outage six hundred phones must not come back in the same second.
  return 500 + Math.random() * Math.min(LONGEST_WAIT, 2_000 * 2 ** Math.min(failures, 10));
}
