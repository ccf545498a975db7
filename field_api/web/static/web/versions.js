// The versions of an entry that stand where two phones wrote from the same one. Those written here
// are on this phone; the others are fetched as soon as the fork is known, for it may have to be
// settled where there is no signal.

import { call } from "fieldbook/api";
import * as cases from "fieldbook/cases";
import * as store from "fieldbook/store";

const keyOf = (submission) => `versions:${submission}`;

/** The versions of a case that stand and are on this phone, the oldest first:
 *  [{id, at, intent, body, here}]. Fewer than its heads where some are still to be fetched. */
export async function standing({ submission, heads, items }) {
  const { doc } = (await store.get("docs", keyOf(submission))) ?? {};
  const every = new Map((doc?.revisions ?? []).map((one) => [one.id, ofServer(one)]));
  for (const item of items) every.set(item.id, ofPhone(item));
  const found = heads.map((id) => every.get(id)).filter(Boolean);
  return found.sort((a, b) => a.at.localeCompare(b.at));
}

const ofServer = ({ id, written_at: at, intent, body }) => ({ id, at, intent, body, here: false });

function ofPhone({ id, payload }) {
  const { written_at: at, intent, body } = JSON.parse(payload);
  return { id, at, intent, body, here: true };
}

/** Fetches the versions of forked entries that this phone does not have. */
export async function keepUp(who) {
  for (const one of (await cases.list(who)).filter(({ forked }) => forked)) {
    if ((await standing(one)).length < one.heads.length) await fetchThose(who, one);
  }
}

async function fetchThose(who, { submission, heads }) {
  const { data } = await call(`/submissions/${submission}`, { token: who.token });
  const revisions = data.revisions.filter(({ id }) => heads.includes(id));
  await store.change(["docs"], async (tx) => {
    // Signed out, or erased, meanwhile: then it must not be on this phone.
    const { doc } = (await tx.get("docs", `submission:${submission}`)) ?? {};
    if (!doc || doc.state === "disposed") return;
    const key = keyOf(submission);
    await tx.put("docs", { key, kind: "versions", id: submission, doc: { revisions } });
  });
}
