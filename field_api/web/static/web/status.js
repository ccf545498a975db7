// How the phone stands with the server. The lasting part (last contact, clock skew) is in the
// store, so that it is right at a cold start; what is happening this second is only in memory.

import { call } from "fieldbook/api";
import { now } from "fieldbook/clock";
import * as store from "fieldbook/store";
import * as witness from "fieldbook/witness";

let phase = "resting"; // resting | sending | fetching
const watchers = new Set();

/** {phase, reached: bool|undefined, lastGood: iso, skew: ms, problem: text, busy: bool, triedAt: iso}.
 *  busy: somebody answered, and could not do what was asked. */
export async function read() {
  const link = await store.get("meta", "link");
  return { ...link, phase };
}

/** Milliseconds of the server's clock, as of the last contact. */
export async function serverNow() {
  const { skew } = await read();
  return Date.now() + (skew ?? 0);
}

export function during(next) {
  if (phase === next) return;
  phase = next;
  for (const watcher of watchers) watcher();
}

/** Whether entries are on their way this second. */
export const isSending = () => phase === "sending";

/** Calls `watcher` when the phase changes. */
export const watch = (watcher) => watchers.add(watcher);

const note = (change) =>
  store.change(["meta"], async (tx) => {
    const link = (await tx.get("meta", "link")) ?? { id: "link" };
    await tx.put("meta", { ...link, ...change });
  });

export const reached = () =>
  note({ reached: true, lastGood: now(), problem: undefined, busy: false });

export const unreached = ({ message, status }) =>
  note({ reached: false, problem: message, busy: status !== undefined, triedAt: now() });

/** A call whose answer carries `server_time`: gives its data and notes how the clocks compare. */
export async function timedCall(path, options) {
  // By the clock that nobody can set: one set meanwhile would be taken for a slow line.
  const begun = performance.now();
  const { data, checkpoint } = await call(path, options);
  witness.hear(checkpoint);
  const halfWay = Date.now() - (performance.now() - begun) / 2;
  const skew = Math.round(Date.parse(data.server_time) - halfWay);
  if (Number.isFinite(skew)) await note({ skew });
  return data;
}
