// Fetching what the server has to say: the state of submissions, answers to questions, the forms.
// Nothing that comes down is ever edited here, so there is nothing to merge.

import { call, Refused } from "fieldbook/api";
import * as outbox from "fieldbook/outbox";
import { timedCall } from "fieldbook/status";
import * as store from "fieldbook/store";

/** Pulls until there is no more. Answers whether entries were put back to be sent again. */
export async function pull(who) {
  let restored = false;
  for (let more = true; more;) {
    const feed = await store.get("meta", "feed");
    const asked = new URLSearchParams({
      cursor: feed.cursor,
      limit: "100",
      kinds: "submission,query",
    });
    try {
      const answer = await timedCall(`/sync/pull?${asked}`, { token: who.token });
      // A new epoch: the server came back from a backup and may lack what it once acknowledged.
      restored ||= feed.epoch !== undefined && feed.epoch !== answer.epoch;
      more = await take(who, answer);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 410) throw error;
      await startOver(who, error.problem.epoch);
      restored = true;
    }
  }
  if (restored) await outbox.reoffer(who.notebook.id);
  return restored;
}

/** Documents and cursor stand or fall together: one transaction. Answers whether there is more. */
function take(who, answer) {
  return store.change(["docs", "meta"], async (tx) => {
    const standing = await tx.get("meta", "feed");
    if (standing?.officer !== who.officer.login) return false; // signed out meanwhile
    if (BigInt(answer.cursor || 0) < BigInt(standing.cursor || 0)) return false; // overtaken
    for (const { kind, id, op, doc } of answer.changes) {
      const key = `${kind}:${id}`;
      if (op === "delete") await tx.remove("docs", key);
      else if (await isNews(tx, key, doc)) await tx.put("docs", { key, kind, id, doc });
    }
    await tx.put("meta", { ...standing, cursor: answer.cursor, epoch: answer.epoch });
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
