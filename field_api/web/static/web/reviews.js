// Others' entries that wait for this officer's decision: fetched when they look, decided with a signal
// or without. A decision names the hash that was read; if the entry moved meanwhile the server refuses
// it, and it is kept here with its words until the officer has read again or drops it.
//
// A record is {id, doc, fetched, decision, state, problem}. `decision` is {what, revision, hash,
// reason_code, text, comments, take_over, at}; `state` of it: waiting (goes by itself), code (goes when
// the officer shows a code) or refused.

import { call, Refused } from "fieldbook/api";
import { now } from "fieldbook/clock";
import * as store from "fieldbook/store";
import * as verify from "fieldbook/verify";

const REVIEWERS = new Set(["supervisor", "inspector", "intel"]);
const PATHS = { approve: "approve", send_back: "send-back", reject: "reject" };
const STEPS = { approve: ["approve", "confirm"], send_back: ["send_back"], reject: ["reject"] };
const MOVED = new Set(["decision-stale", "not-in-review", "grant-stale", "not-found"]);
const AGAIN = new Set([401, 429]);
const OUT = new Set(["released", "delivered"]);
const AT_ONCE = 20; // objects of one grant
const READABLE_HOURS = 12; // others' words: kept for one shift

/** Whether this officer decides about others' work anywhere. */
export const mayReview = ({ officer }) => Boolean(officer.roles?.some((role) => REVIEWERS.has(role)));

/** Whether it has gone out already, so that reading it releases nothing. */
export const isOut = ({ state }) => state !== "needs_review";

/** Whether it still waits for somebody's decision, as far as its document says. */
export const waits = ({ state, review_state: review }) =>
  state === "needs_review" || (OUT.has(state) && review === "waiting");

const stateFor = (doc, what) =>
  what === "reject" || (what === "approve" && !isOut(doc)) ? "code" : "waiting";

/** Fetches what waits. Throws what `call` throws: of colleagues' work the server may ask for a code. */
export async function fetch(who) {
  const { data } = await call("/submissions?queue=review", { token: who.token });
  const found = new Map(data.submissions.filter(isPlain).map((doc) => [doc.id, doc]));
  await store.change(["reviews"], async (tx) => {
    for (const one of await tx.all("reviews"))
      if (!one.decision && !found.has(one.id)) await tx.remove("reviews", one.id);
    for (const [id, doc] of found) await tx.put("reviews", renewed(await tx.get("reviews", id), doc));
  });
}

// What comes from a revoked device is a question of its own, which the desk asks.
const isPlain = ({ state, hash }) => state !== "quarantine" && Boolean(hash);

/** What was decided about another version is not sent to be refused: it is said at once. */
function renewed(standing, doc) {
  const kept = { ...standing, id: doc.id, doc, fetched: now() };
  if (!kept.decision || kept.decision.hash === doc.hash) return kept;
  return { ...kept, state: "refused", problem: { code: "decision-stale" } };
}

/** Everything here: refused decisions, then those not sent yet, then what waits, the oldest first. */
export async function list() {
  const rank = ({ state }) => ["refused", "code", "waiting"].indexOf(state ?? "") + 1 || 4;
  const every = await store.all("reviews");
  return every.sort((a, b) => rank(a) - rank(b) || a.doc.received_at.localeCompare(b.doc.received_at));
}

export const one = (id) => store.get("reviews", id);

/** Decisions the server has not heard. */
export const unsent = async () => (await list()).filter(({ decision }) => decision);

/** Keeps a decision about what was read: `doc` as it was shown. It is on the disk when this resolves. */
export function decide(doc, what, words = {}) {
  const { reason_code = "", text = "", take_over = false } = words;
  const said = { reason_code, text, comments: [], take_over };
  const decision = { what, revision: doc.revision, hash: doc.hash, ...said, at: now() };
  return store.change(["reviews"], async (tx) => {
    const { fetched } = (await tx.get("reviews", doc.id)) ?? { fetched: now() };
    await tx.put("reviews", { id: doc.id, doc, fetched, decision, state: stateFor(doc, what) });
  });
}

/** Takes a decision back that was not sent, or was not taken; what waits no more goes with it. */
export function undo(id) {
  return store.change(["reviews"], async (tx) => {
    const standing = await tx.get("reviews", id);
    if (!standing) return;
    const { doc, fetched, gone } = standing;
    if (gone || !waits(doc)) await tx.remove("reviews", id);
    else await tx.put("reviews", { id, doc, fetched });
  });
}

/** Sends what needs no code. Throws what leaves the outcome unknown: it is sent again. */
export async function send(who) {
  for (const waiting of (await list()).filter(({ state }) => state === "waiting"))
    await attempt(who, waiting, "");
}

/** Shows the code for all decisions of one kind that wait for it, and sends them. Throws as `call`:
 *  what was not sent waits on. */
export async function sendWithCode(who, what, otp) {
  const waiting = (await list()).filter((each) => each.state === "code" && each.decision.what === what);
  const some = waiting.slice(0, AT_ONCE);
  const objects = some.map(({ id, decision }) => ({ object: `submission:${id}`, hash: decision.hash }));
  const body = { action: what, objects, otp };
  const { data } = await call("/grants", { method: "POST", token: who.token, body });
  for (const each of some) await attempt(who, each, data.grant);
}

async function attempt(who, { id, decision }, grant) {
  const { what, at: _, ...said } = decision;
  const { reason_code, text, comments, ...seen } = said;
  const body = { ...seen, grant, ...(what === "approve" ? {} : { reason_code, text, comments }) };
  try {
    await call(`/submissions/${id}/${PATHS[what]}`, { method: "POST", token: who.token, body });
    await heard(id, decision);
  } catch (error) {
    if (verify.isAsked(error)) return undefined; // it waits on until the officer has shown a code
    if (!(error instanceof Refused) || AGAIN.has(error.status)) throw error;
    if (error.code === "step-up-needed") return mark(id, decision, "code");
    if (MOVED.has(error.code)) return settled(who, id, decision, error);
    return mark(id, decision, "refused", problemOf(error));
  }
}

const settled = (...one) =>
  settle(...one).catch((error) => {
    if (!verify.isAsked(error)) throw error;
  });

const problemOf = ({ code, message, problem }) => ({ code, detail: message, title: problem.title });

/** Changes a decision that still is the one that was sent: the officer may have taken it back. */
function changed(id, decision, change) {
  return store.change(["reviews"], async (tx) => {
    const standing = await tx.get("reviews", id);
    if (standing?.decision?.at === decision.at) await change(tx, standing);
  });
}

const heard = (id, decision) => changed(id, decision, (tx) => tx.remove("reviews", id));

const mark = (id, decision, state, problem) =>
  changed(id, decision, (tx, standing) => tx.put("reviews", { ...standing, state, problem }));

/** It is not as it was read. Our own decision, whose answer was lost on the way, counts: is that what
 *  changed it, all is well. Else the officer is shown what stands now, and keeps their words. */
async function settle(who, id, decision, error) {
  const doc = await standing(who, id);
  if (doc && isOurs(who, doc, decision)) return heard(id, decision);
  const problem = problemOf(error);
  return changed(id, decision, (tx, kept) =>
    tx.put("reviews", { ...kept, doc: doc ?? kept.doc, gone: !doc, state: "refused", problem }),
  );
}

async function standing(who, id) {
  try {
    return (await call(`/submissions/${id}`, { token: who.token })).data;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}

const isOurs = ({ officer }, doc, { what, revision }) =>
  doc.review.some(
    (step) =>
      STEPS[what].includes(step.step) &&
      step.revision === revision &&
      step.by.split(" ").includes(officer.collar),
  );

/** Lets go of what was read and not decided about; what was decided stays until it is sent. */
export function forgetOld() {
  const limit = Date.now() - READABLE_HOURS * 3_600_000;
  return store.change(["reviews"], async (tx) => {
    for (const { id, decision, fetched } of await tx.all("reviews"))
      if (!decision && Date.parse(fetched) < limit) await tx.remove("reviews", id);
  });
}
