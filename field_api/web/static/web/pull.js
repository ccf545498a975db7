// Fetching what the server has to say: the state of submissions, answers to questions, the forms.
// Nothing that comes down is ever edited here, so there is nothing to merge.

import { call, Refused } from "fieldbook/api";
import * as erased from "fieldbook/erased";
import * as outbox from "fieldbook/outbox";
import { timedCall } from "fieldbook/status";
import * as store from "fieldbook/store";

const ASKED_AT_ONCE = 1000;
const A_DAY = 86_400_000;

/** Pulls until there is no more. Answers whether entries were put back to be sent again. */
export async function pull(who) {
  for (let more = true; more;) {
    const feed = await store.get("meta", "feed");
    const asked = new URLSearchParams({
      cursor: feed.cursor,
      limit: "100",
      kinds: "submission,query",
    });
    try {
      more = await take(who, await timedCall(`/sync/pull?${asked}`, { token: who.token }));
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 410) throw error;
      await startOver(who, error.problem.epoch);
    }
  }
  return offerAgain(who);
}

/** Puts back to be sent what the server lacks of all it signed for. Answers whether there was any.
 *
 *  Asked in a new epoch, for then the server came back from a backup; once a day, for a library or
 *  a person may have lost something without a trace; and `now`, before a phone changes hands. The
 *  epoch counts as seen to only when the answer was: a phone that dies before asks again. */
export async function offerAgain(who, { now = false } = {}) {
  const key = `offered:${who.notebook.id}`;
  const { epoch } = (await store.get("meta", "feed")) ?? {};
  const last = await store.get("meta", key);
  if (!now && last?.epoch === epoch && Math.abs(Date.now() - last.at) < A_DAY) return false;
  const lacking = await missing(who);
  await outbox.reoffer(who.notebook.id, ({ id }) => lacking.has(id));
  await store.put("meta", { id: key, epoch, at: Date.now() });
  return lacking.size > 0;
}

async function missing(who) {
  const kept = await outbox.signedFor(who.notebook.id);
  const lacking = new Set();
  for (let at = 0; at < kept.length; at += ASKED_AT_ONCE) {
    const body = { ids: kept.slice(at, at + ASKED_AT_ONCE) };
    const answer = await timedCall("/sync/missing", { method: "POST", token: who.token, body });
    answer.missing.forEach((id) => lacking.add(id));
  }
  return lacking;
}

/** Documents and cursor stand or fall together: one transaction. Answers whether there is more. */
function take(who, answer) {
  return store.change(["docs", "meta", ...erased.COPIES], async (tx) => {
    const standing = await tx.get("meta", "feed");
    if (standing?.officer !== who.officer.login) return false; // signed out meanwhile
    if (BigInt(answer.cursor || 0) < BigInt(standing.cursor || 0)) return false; // overtaken
    for (const { kind, id, op, doc } of answer.changes) {
      const key = `${kind}:${id}`;
      if (op === "delete") await tx.remove("docs", key);
      else if (await isNews(tx, key, doc)) await tx.put("docs", { key, kind, id, doc });
      if (kind === "submission" && doc?.state === "disposed") await erased.forget(tx, id);
    }
    await tx.put("meta", { ...standing, cursor: answer.cursor, epoch: answer.epoch, told: Date.now() });
    return answer.more;
  });
}

/** Answers also come by long-poll, which may be ahead of the feed; the higher version stands. */
async function isNews(tx, key, doc) {
  const standing = await tx.get("docs", key);
  return !(standing?.doc.version > doc.version && standing.doc.kind === doc.kind && doc.legs);
}

function startOver(who, epoch) {
  return store.change(["docs", "meta"], async (tx) => {
    await tx.clear("docs");
    await tx.put("meta", { id: "feed", officer: who.officer.login, cursor: "", epoch });
  });
}

/** Fetches the catalogue of forms when it changed. */
export async function refreshForms(who) {
  const known = await store.get("meta", "forms");
  const headers = known?.etag ? { "If-None-Match": known.etag } : {};
  const { status: code, data, etag } = await call("/forms", { token: who.token, headers });
  if (code === 304) return;
  await store.change(["forms", "meta"], async (tx) => {
    await tx.clear("forms");
    for (const form of data.forms) await tx.put("forms", form);
    await tx.put("meta", { id: "forms", etag });
  });
}
