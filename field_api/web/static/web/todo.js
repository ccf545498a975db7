// Forms that a signed entry calls for: kept from the moment it is signed until each was written, or
// somebody says that it is not needed. What the form begins with is kept with it, for the entry may
// have left this phone by then.

import { now } from "fieldbook/clock";
import { taken } from "fieldbook/copying";
import * as drafts from "fieldbook/drafts";
import { isShown } from "fieldbook/schema";
import * as store from "fieldbook/store";

const KEPT_DAYS = 14; // after it was written or dismissed: a correction must not ask for it again

/** Notes what a draft that is being signed calls for, and that what it was opened as is written.
 *  Within the transaction that signs it: neither may be lost. */
export async function follow(tx, draft, item) {
  if (draft.todo) await settle(tx, draft.todo, "done");
  if (item.intent !== "submit") return;
  const opens = draft.form?.opens ?? [];
  for (const kind of new Set(opens.map((one) => one.kind))) {
    const id = `${item.submission}:${kind}`;
    const standing = await tx.get("todo", id);
    // The first that holds: a form may name another twice, for two reasons.
    const wanted = opens.find((one) => one.kind === kind && holds(one, draft.body));
    if (wanted) await tx.put("todo", { state: "open", ...standing, ...told(id, wanted, draft, item) });
    else if (standing?.state === "open") await tx.remove("todo", id);
  }
}

const holds = ({ when }, body) => isShown({ "x-show-when": when }, body, body);

function told(id, { kind, say, copy }, { body, notebook }, { submission, title, at }) {
  return { id, notebook, submission, kind, say, copied: taken(copy, body), title, at };
}

async function settle(tx, id, state) {
  const standing = await tx.get("todo", id);
  if (standing) await tx.put("todo", { ...standing, state, settledAt: now() });
}

/** Everything of this notebook, in the order it was called for; `draft` is the one begun for it. */
export async function list({ notebook }) {
  const mine = (await store.all("todo")).filter((one) => one.notebook === notebook.id);
  const begun = await store.all("drafts");
  const draft = ({ id }) => begun.find(({ todo }) => todo === id);
  return mine
    .map((one) => ({ ...one, draft: draft(one) }))
    .sort((a, b) => a.at.localeCompare(b.at));
}

/** The draft for one of them: the one begun already, or a new one with these answers. */
export async function begin(session, { id }, form, known) {
  const begun = (await drafts.list(session)).find(({ todo }) => todo === id);
  return begun ?? drafts.begin(session, form, { ...known, todo: id });
}

/** "Not needed": it is not asked for again, whatever becomes of the entry. */
export const dismiss = ({ id }) =>
  store.change(["todo"], (tx) => settle(tx, id, "dismissed"));

/** Back among those to be written: dismissed by mistake, or one more is wanted. */
export const reopen = ({ id }) => store.change(["todo"], (tx) => settle(tx, id, "open"));

export function forgetOld() {
  const limit = Date.now() - KEPT_DAYS * 86_400_000;
  return store.change(["todo"], async (tx) => {
    for (const { id, state, settledAt } of await tx.all("todo"))
      if (state !== "open" && Date.parse(settledAt) < limit) await tx.remove("todo", id);
  });
}
