// Alerts on this phone: fetched before anything else, kept until they are over by the server's clock
// as far as this phone knows it, and what the officer did with each, told when there is a signal.
//
// A record is {id, doc, steps: [{step, outcome, words, at, told}], looked}. One that is over or was
// recalled loses its text at once; what has still to be told of it stays.

import { call, Refused } from "fieldbook/api";
import { now } from "fieldbook/clock";
import * as status from "fieldbook/status";
import * as store from "fieldbook/store";
import * as tasks from "fieldbook/tasks";

const ORDER = ["immediate", "high", "routine"];
const AT_ONCE = 50;
const LANED = ["alerts", "tasks", "meta"];
const LANE = "feed:alert"; // how far the lane of alerts and taskings was read; the rest has its own

/** Fetches what is new, which no other news holds up, and tells what the server has not heard. */
export async function exchange(who) {
  await fetchAll(who);
  await tell(who);
  // What was said of a tasking may have ended it, and alerts with it: no later look is due for that,
  // for the rest of the feed is read past it in this very round.
  if (await tasks.tell(who)) await fetchAll(who);
}

async function fetchAll(who) {
  for (let more = true; more;) more = await fetchSome(who);
}

async function fetchSome(who) {
  const lane = await laneOf(who);
  const asked = new URLSearchParams({ cursor: lane.cursor, limit: "100", kinds: "alert,tasking" });
  try {
    return await take(lane, await status.timedCall(`/sync/pull?${asked}`, { token: who.token }));
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 410) throw error;
    await startOver();
    return true;
  }
}

async function laneOf({ officer }) {
  const lane = await store.get("meta", LANE);
  return lane?.officer === officer.login ? lane : { id: LANE, officer: officer.login, cursor: "" };
}

function take(lane, { changes, cursor, more }) {
  if (!changes.length && cursor === lane.cursor) return more;
  return store.change(LANED, async (tx) => {
    for (const change of changes) {
      const { kind, id, op, doc } = change;
      if (kind === "tasking") await tasks.take(tx, change);
      else if (op === "delete") await shred(tx, id);
      else await keep(tx, id, doc);
    }
    await tx.put("meta", { ...lane, cursor });
    return more;
  });
}

/** From the start, in the server's new epoch. What is over by then does not come again. */
const startOver = () => store.change(LANED, shredAll);

async function keep(tx, id, doc) {
  const standing = await tx.get("alerts", id);
  const steps = standing?.steps ?? [];
  const came = steps.some(({ step }) => step === "delivered");
  const first = came ? [] : [{ step: "delivered", at: now() }];
  await tx.put("alerts", { ...standing, id, doc, steps: [...steps, ...first] });
}

/** Drops the text of one, within a transaction over alerts. */
async function shred(tx, id) {
  const standing = await tx.get("alerts", id);
  const steps = standing?.steps.filter(({ told }) => !told) ?? [];
  if (steps.length) await tx.put("alerts", { id, steps });
  else if (standing) await tx.remove("alerts", id);
}

/** Drops the text of all that comes in this lane, to be fetched from the start; within a transaction
 *  over alerts, tasks and meta. */
export async function shredAll(tx) {
  await tasks.shredAll(tx);
  for (const { id } of await tx.all("alerts")) await shred(tx, id);
  await tx.remove("meta", LANE);
}

/** Tells what was not told yet. What is told twice counts once. */
async function tell(who) {
  const waiting = (await store.all("alerts")).flatMap(({ id, steps }) =>
    steps.filter(({ told }) => !told).map((one) => ({ alert: id, ...one })),
  );
  for (let at = 0; at < waiting.length; at += AT_ONCE) {
    const receipts = waiting.slice(at, at + AT_ONCE);
    await call("/alerts/receipts", { method: "POST", token: who.token, body: { receipts } });
    await settle(receipts);
  }
}

/** Heard, or known to be none of ours: either way there is nothing more to tell. */
function settle(receipts) {
  const same = (id, step) => (one) =>
    one.alert === id && one.step === step.step && one.outcome === step.outcome;
  return store.change(["alerts"], async (tx) => {
    for (const id of new Set(receipts.map(({ alert }) => alert))) {
      const standing = await tx.get("alerts", id);
      const steps = standing?.steps.map((step) =>
        receipts.some(same(id, step)) ? { ...step, told: true } : step,
      );
      if (!steps) continue;
      if (standing.doc || steps.some(({ told }) => !told)) await tx.put("alerts", { ...standing, steps });
      else await tx.remove("alerts", id);
    }
  });
}

/** Those that stand now, what has to be seen first, then the most urgent, the newest first. */
export async function list() {
  const moment = await status.serverNow();
  const standing = (await store.all("alerts")).filter(({ doc }) => doc && stands(doc, moment));
  return standing.sort(
    (one, other) =>
      needsLook(other) - needsLook(one) ||
      ORDER.indexOf(one.doc.priority) - ORDER.indexOf(other.doc.priority) ||
      other.doc.issued_at.localeCompare(one.doc.issued_at),
  );
}

const isOver = ({ valid_until: until }, moment) => Date.parse(until) <= moment;
const stands = (doc, moment) => !isOver(doc, moment) && Date.parse(doc.valid_from) <= moment;

/** Milliseconds until one begins or ends; undefined for none. */
export async function nextTurn() {
  const moment = await status.serverNow();
  const times = (await store.all("alerts"))
    .flatMap(({ doc }) => (doc ? [doc.valid_from, doc.valid_until] : []))
    .map((time) => Date.parse(time) - moment)
    .filter((left) => left > 0);
  return times.length ? Math.min(...times) : undefined;
}

/** Whether the officer has yet to look: at it, or at who of theirs did not. */
export const needsLook = ({ doc, looked, steps }) =>
  doc.unseen_at ? looked !== doc.unseen_at : !(doc.seen_at || steps.some(({ step }) => step === "seen"));

/** Of one, what came of it here and on the officer's other phone: [{outcome, words, at, told}]. */
export function outcomes({ doc, steps }) {
  const here = steps.filter(({ step }) => step === "acted");
  const there = doc.acted.filter(({ outcome }) => !here.some((one) => one.outcome === outcome));
  return [...there.map((one) => ({ ...one, told: true })), ...here];
}

/** Notes that it was looked at. Answers whether that was news. */
export function see(id) {
  return store.change(["alerts"], async (tx) => {
    const standing = await tx.get("alerts", id);
    if (!standing?.doc || !needsLook(standing)) return false;
    const seen = standing.steps.some(({ step }) => step === "seen") || standing.doc.seen_at;
    const steps = seen ? standing.steps : [...standing.steps, { step: "seen", at: now() }];
    await tx.put("alerts", { ...standing, steps, looked: standing.doc.unseen_at });
    return true;
  });
}

/** Notes what came of it. The same outcome again changes nothing. */
export function act(id, outcome, words) {
  return store.change(["alerts"], async (tx) => {
    const standing = await tx.get("alerts", id);
    if (!standing?.doc || outcomes(standing).some((one) => one.outcome === outcome)) return;
    const step = { step: "acted", outcome, words, at: now() };
    await tx.put("alerts", { ...standing, steps: [...standing.steps, step] });
  });
}

/** Drops the text of what is over, whether or not anybody was there to say so. */
export async function forgetOld() {
  const moment = await status.serverNow();
  const old = (await store.all("alerts")).filter(({ doc }) => doc && isOver(doc, moment));
  if (!old.length) return;
  await store.change(["alerts"], async (tx) => {
    for (const { id } of old) await shred(tx, id);
  });
}
