// What this officer is asked to do: it comes in the lane of alerts, stays until it is over, and what
// is said of it is kept here until there is a signal to tell it by.
//
// A record is {id, doc, steps: [{id, step, outcome, words, submission, at, told}]}. One that is over
// loses its text at once; what has still to be told of it stays, and what is written of it later is
// told all the same.

import { call } from "fieldbook/api";
import { now } from "fieldbook/clock";
import * as store from "fieldbook/store";

const ORDER = ["immediate", "high", "routine"];
const AT_ONCE = 50;
const SAYS = new Set(["accepted", "declined", "outcome"]);

/** One change of the lane, within a transaction over tasks. */
export async function take(tx, { id, op, doc }) {
  if (op === "delete") return shred(tx, id);
  const { steps = [] } = (await tx.get("tasks", id)) ?? {};
  const first = steps.some(({ step }) => step === "delivered") ? [] : [made("delivered")];
  return tx.put("tasks", { id, doc, steps: [...steps, ...first] });
}

async function shred(tx, id) {
  const standing = await tx.get("tasks", id);
  const steps = standing?.steps.filter(({ told }) => !told) ?? [];
  if (steps.length) await tx.put("tasks", { id, steps });
  else if (standing) await tx.remove("tasks", id);
}

/** Drops the text of all, to be fetched from the start; within a transaction over tasks. */
export async function shredAll(tx) {
  for (const { id } of await tx.all("tasks")) await shred(tx, id);
}

/** Tells what was not told yet, in the order it was said. What is told twice counts once. Answers
 *  whether there was anything. */
export async function tell(who) {
  const waiting = (await store.all("tasks")).flatMap(({ id, steps }) =>
    steps.filter(({ told }) => !told).map(({ told: _, ...one }) => ({ tasking: id, ...one })),
  );
  waiting.sort((one, other) => one.at.localeCompare(other.at));
  for (let at = 0; at < waiting.length; at += AT_ONCE) {
    const steps = waiting.slice(at, at + AT_ONCE);
    await call("/taskings/steps", { method: "POST", token: who.token, body: { steps } });
    await settle(steps);
  }
  return waiting.length > 0;
}

/** Heard, or known to be none of ours: either way there is nothing more to tell. */
function settle(heard) {
  const ids = new Set(heard.map(({ id }) => id));
  return store.change(["tasks"], async (tx) => {
    for (const id of new Set(heard.map(({ tasking }) => tasking))) {
      const standing = await tx.get("tasks", id);
      if (!standing) continue;
      const steps = standing.steps.map((one) => (ids.has(one.id) ? { ...one, told: true } : one));
      if (standing.doc || steps.some(({ told }) => !told)) await tx.put("tasks", { ...standing, steps });
      else await tx.remove("tasks", id);
    }
  });
}

/** Those that stand, what was not seen first, then what is still to be done, by urgency and time. */
export async function list() {
  const standing = (await store.all("tasks")).filter(({ doc }) => doc);
  return standing.sort(
    (one, other) =>
      needsLook(other) - needsLook(one) ||
      (stateOf(one)?.step === "declined") - (stateOf(other)?.step === "declined") ||
      ORDER.indexOf(one.doc.priority) - ORDER.indexOf(other.doc.priority) ||
      one.doc.issued_at.localeCompare(other.doc.issued_at),
  );
}

/** One that stands. */
export async function one(id) {
  const standing = await store.get("tasks", id);
  return standing?.doc && standing;
}

/** Everything this officer said of it, on this phone and the other, oldest first. */
export function said({ doc, steps }) {
  const here = new Set(steps.map(({ id }) => id));
  const there = doc.said.filter(({ id }) => !here.has(id)).map((each) => ({ ...each, told: true }));
  return [...there, ...steps].sort((a, b) => a.at.localeCompare(b.at));
}

export const needsLook = (task) => !said(task).some(({ step }) => step !== "delivered");

/** Whether they go, and what came of it: the last of what they said of that; undefined for nothing. */
export const stateOf = (task) => said(task).findLast(({ step }) => SAYS.has(step));

/** Notes that it was looked at. Answers whether that was news. */
export function see(id) {
  return store.change(["tasks"], async (tx) => {
    const standing = await tx.get("tasks", id);
    if (!standing?.doc || !needsLook(standing)) return false;
    await tx.put("tasks", { ...standing, steps: [...standing.steps, made("seen")] });
    return true;
  });
}

/** Notes that they go, that they don't and why, or what came of it. */
export function say(id, step, other) {
  return store.change(["tasks"], async (tx) => {
    const standing = await tx.get("tasks", id);
    if (standing?.doc)
      await tx.put("tasks", { ...standing, steps: [...standing.steps, made(step, other)] });
  });
}

/** Notes that an entry tells of it, in the transaction that signs the entry. */
export async function wrote(tx, { tasking }, { submission }) {
  if (!tasking) return;
  const { steps = [], ...standing } = (await tx.get("tasks", tasking)) ?? { id: tasking };
  if (steps.some((one) => one.submission === submission)) return;
  await tx.put("tasks", { ...standing, steps: [...steps, made("wrote", { submission })] });
}

/** The tasking that stands of which an entry tells, and whose end was not told yet. */
export async function toldOfBy(submission) {
  const standing = (await list()).filter((task) => stateOf(task)?.step !== "outcome");
  return standing.find((task) => said(task).some((each) => each.submission === submission));
}

const made = (step, other) => ({ id: crypto.randomUUID(), step, ...other, at: now() });
