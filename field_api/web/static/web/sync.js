// Revisions up, state down. One round at a time per phone, whatever number of windows is open:
// push what is sealed, ask what was not heard, then pull what the server has to say. Other officers'
// sealed entries go besides, and anybody's while the phone is locked.

import * as alerts from "fieldbook/alerts";
import { NoAnswer, Refused } from "fieldbook/api";
import * as known from "fieldbook/known";
import * as lists from "fieldbook/lists";
import * as lost from "fieldbook/lost";
import * as newer from "fieldbook/newer";
import { pull, refreshForms } from "fieldbook/pull";
import { carry, push } from "fieldbook/push";
import * as questions from "fieldbook/questions";
import * as references from "fieldbook/references";
import * as reviews from "fieldbook/reviews";
import * as roaming from "fieldbook/roaming";
import * as session from "fieldbook/session";
import * as status from "fieldbook/status";
import * as uploads from "fieldbook/uploads";
import * as vault from "fieldbook/vault";
import * as versions from "fieldbook/versions";
import * as news from "fieldbook/wake";
import * as watched from "fieldbook/watched";
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
let back = false; // in signal, while a round was still failing for want of it

/** Starts syncing for as long as the page lives. */
export function start() {
  addEventListener("online", inSignal);
  document.addEventListener("visibilitychange", () => document.hidden || wake());
  void news.start(wake);
  return wake();
}

/** What failed for want of a signal says nothing about now: nobody waits out the pause it made. */
function inSignal() {
  failures = 0;
  back = true;
  void wake();
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
    again = back = false;
    wait = await round();
  } while (back || (again && failures === 0));
  status.during("resting");
  void uploads.wake(); // only now: they may take the whole line, and all day
  return wait;
}

async function round() {
  const who = await session.current();
  try {
    if (who) await exchange(who);
    await carry(who);
    failures = 0;
    return news.listening() ? REST_WHILE_HEARING : REST;
  } catch (error) {
    failures += 1;
    if (error.code === "device-lost") await lost.heard();
    if (vault.isOpen() && who) return setback(who, error);
    return error instanceof Refused ? REST : later(error); // locked, perhaps while it was under way
  }
}

async function exchange(who) {
  await push(who);
  // Reading needs a fresh sign-in; sending does not. A phone that waits for a second person asks.
  if (who.state !== "open" && who.state !== "waiting") return;
  await besides(alerts.exchange(who));
  await questions.sendWaiting(who);
  await besides(reviews.send(who));
  status.during("fetching");
  if (await pull(who)) again = true;
  if (who.state === "waiting") await session.end(who.token, "open");
  await refreshForms(who);
  await status.reached();
  await besides(lists.keepUp(who));
  await besides(watched.keepUp(who));
  await besides(known.keepUp(who));
  await besides(witness.look(who));
  await besides(versions.keepUp(who));
  await besides(references.keepUp(who));
  await besides(roaming.exchange(who));
}

/** What may be refused, or be asked of a busy server in vain, without entries or news being held up
 *  by it: where somebody answered the line is not down. */
async function besides(work) {
  try {
    await work;
  } catch (error) {
    const busy = error instanceof NoAnswer && error.status !== undefined;
    const no = error instanceof Refused && ![401, 403].includes(error.status);
    if (!busy && !no) throw error;
  }
}

async function setback(who, error) {
  if (error instanceof Refused && [401, 403].includes(error.status)) {
    await status.reached();
    await session.end(who.token, ENDS[error.code] ?? "over");
    await carry(who).catch(() => {}); // a colleague's sign-in may be good for longer
    // What can be written is about nobody: a new phone writes before anything is read on it.
    if (error.code === "first-password") await refreshForms(who).catch(() => {});
    return LONGEST_WAIT;
  }
  if (error.code === "client-outdated") {
    newer.demand();
    await status.reached();
    return REST; // what is written goes up all the same
  }
  return later(error);
}

async function later(error) {
  await status.unreached(error);
  // Full jitter: after an outage six hundred phones must not come back in the same second.
  return 500 + Math.random() * Math.min(LONGEST_WAIT, 2_000 * 2 ** Math.min(failures, 10));
}
