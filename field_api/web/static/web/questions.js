// Questions to the systems. A question is kept on the phone until the server has it; its answers
// come down as one document that grows, leg by leg, and a higher version always wins.

import { call, file, Refused } from "fieldbook/api";
import { now } from "fieldbook/clock";
import * as store from "fieldbook/store";
import * as verify from "fieldbook/verify";

const LATE_FOR = 12_000;
const GOOD_FOR_MINUTES = 30; // a question is about what stands before the officer now
const READABLE_HOURS = 12; // answers are about people who may have no idea: kept for one shift

/** Keeps a question; gives its id. body: {kind, criteria, purpose, reason_code, place, linked}. */
export async function keep(session, body) {
  const id = crypto.randomUUID();
  const question = { id, ...body, deadline_ms: 4000 };
  const notebook = session.notebook.id;
  await store.put("questions", { id, notebook, question, asked_at: now(), state: "waiting" });
  return id;
}

/** Sends what was not heard yet, oldest first. Throws what leaves the outcome unknown. */
export async function sendWaiting(session) {
  const kept = await store.all("questions");
  const mine = kept.filter(
    (one) =>
      one.notebook === session.notebook.id &&
      one.state === "waiting" &&
      !isTooOld(one) &&
      one.unverified !== session.token,
  );
  mine.sort((a, b) => a.asked_at.localeCompare(b.asked_at));
  for (const one of mine) await send(session, one);
}

/** When a question that nobody heard is no longer asked by itself. */
export const goodUntil = ({ asked_at: asked }) =>
  new Date(Date.parse(asked) + GOOD_FOR_MINUTES * 60_000).toISOString();

const isTooOld = (one) => Date.parse(goodUntil(one)) < Date.now();

/** Asks one that lay too long: the officer still wants to know. */
export function askNow(id) {
  return store.change(["questions"], async (tx) => {
    const one = await tx.get("questions", id);
    if (one) await tx.put("questions", { ...one, asked_at: now(), state: "waiting" });
  });
}

async function send(session, one) {
  try {
    const body = one.question;
    const { data } = await call("/queries", { method: "POST", token: session.token, body });
    await keepAnswer(data);
  } catch (error) {
    if (verify.isAsked(error))
      return void (await store.put("questions", { ...one, unverified: session.token }));
    if (!(error instanceof Refused) || [401, 429].includes(error.status)) throw error;
    await store.put("questions", { ...one, state: "refused", problem: error.message });
  }
}

/** The officer has shown a code: what waited for that goes out with the next round. */
export function verified() {
  return store.change(["questions"], async (tx) => {
    for (const one of await tx.all("questions"))
      if (one.unverified) await tx.put("questions", { ...one, unverified: undefined });
  });
}

/** Keeps an answer unless a newer one stands already, and lets go of the question it answers. */
function keepAnswer(doc) {
  return store.change(["docs", "questions"], async (tx) => {
    const key = `query:${doc.id}`;
    const standing = await tx.get("docs", key);
    await tx.remove("questions", doc.id);
    if (standing?.doc.version >= doc.version) return;
    await tx.put("docs", { key, kind: "query", id: doc.id, doc });
  });
}

/**
 * Follows a question until nothing more can come or `signal` says that nobody looks any more. A
 * system past the deadline may still answer: the server keeps listening to it for ten seconds.
 */
export async function follow(session, id, signal) {
  let version = 0;
  let until = Infinity;
  while (!signal.aborted) {
    const path = `/queries/${id}?wait=10&since=${version}`;
    const { data } = await call(path, { token: session.token, signal });
    await keepAnswer(data);
    if (data.complete && !data.legs.some((leg) => leg.state === "timed_out")) return;
    if (data.complete) until = Math.min(until, performance.now() + LATE_FOR);
    if (performance.now() > until) return;
    // A server that does not hold the line open must not be asked in a tight loop.
    if (data.version === version) await new Promise((resume) => setTimeout(resume, 1_000));
    version = data.version;
  }
}

/** One question of this officer's as the screen needs it: {id, kind, criteria, …, legs?, waiting?, problem?}. */
export async function one(session, id) {
  const answer = await store.get("docs", `query:${id}`);
  if (answer) return answer.doc;
  const kept = await store.get("questions", id);
  return kept?.notebook === session.notebook.id ? unheard(kept) : undefined;
}

const unheard = ({ question, asked_at, state, problem, unverified }) => ({
  ...question,
  asked_at,
  problem,
  unverified,
  unheard: state === "waiting" && isTooOld({ asked_at }) ? "lapsed" : state,
});

/** Every question of this notebook, newest first. */
export async function list(session) {
  const kept = (await store.all("questions")).filter((q) => q.notebook === session.notebook.id);
  const docs = (await store.all("docs")).filter(({ kind }) => kind === "query");
  const every = [...kept.map(unheard), ...docs.map(({ doc }) => doc)];
  return every.sort((a, b) => b.asked_at.localeCompare(a.asked_at));
}

/** Says of two records' subjects that they are one, or not: {this, that, says, why}. The answer as
 *  it stands then is kept. Throws what the server refuses, and where there is no signal. */
export const judge = (session, id, body) => put(session, `/queries/${id}/judgements`, body);

export const takeBack = (session, id, judgement, why) =>
  put(session, `/queries/${id}/judgements/${judgement}/reverse`, { why });

async function put(session, path, body) {
  const { data } = await call(path, { method: "POST", token: session.token, body });
  await keepAnswer(data);
}

/** The answer as a PDF, a Blob: {recipient, why} are recorded. Throws as `call` does. */
export const copied = (session, id, body) =>
  file(`/queries/${id}/export/paper`, { token: session.token, body });

export const giveUp = (id) => store.remove("questions", id);

/** Removes answers older than a shift from the phone. The server keeps the record of the asking. */
export function forgetOld() {
  const limit = Date.now() - READABLE_HOURS * 3_600_000;
  return store.change(["docs"], async (tx) => {
    const answers = (await tx.all("docs")).filter(({ kind }) => kind === "query");
    const old = answers.filter(({ doc }) => Date.parse(doc.asked_at) < limit);
    for (const { key } of old) await tx.remove("docs", key);
  });
}
