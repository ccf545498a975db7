// Drafts: what is being written. Not entries yet, so they may change and be thrown away; each keeps
// a copy of the form it was begun on, so a form changed meanwhile cannot lose an answer.

import { now } from "fieldbook/clock";
import * as files from "fieldbook/files";
import { originsOf } from "fieldbook/origins";
import * as pieces from "fieldbook/pieces";
import * as store from "fieldbook/store";

/** Begins a new entry of a kind; gives the draft, already kept. known: the answers it begins with,
 *  {body, origins}, and what it was opened as, {todo}. */
export function begin(session, form, known) {
  const fresh = { submission: crypto.randomUUID(), parents: [], notes: [], ...known };
  return kept(session, form, fresh);
}

/** Begins the answer to what came back: same submission, what stands of it as its parents.
 *  carried: files named by what it answers; notes: [{pointer, text, by}] for the fields they speak
 *  of; returned: the remark on it all. */
export async function answer(session, form, { body, ...content }) {
  const open = (await list(session)).find(
    (draft) => draft.submission === content.submission && !draft.picks,
  );
  // A correction already begun goes on, with what was said about it since.
  if (open) {
    const { links, unlike } = open; // what was said of it so far is of its own rows
    return save({ ...open, ...content, links, unlike }).then(() => open);
  }
  const origins = originsOf(form.schema, body, "kept");
  return kept(session, form, { ...content, body: structuredClone(body), origins });
}

/** Begins, or goes on with, one entry out of several versions. picks: {field: id of the version
 *  it was taken from, or "anew"}, for the versions named as parents. */
export async function settle(session, form, { submission, parents, carried, body }) {
  const begun = await settling(session, submission);
  if (begun && String(begun.parents) === String(parents)) return begun;
  const content = { submission, parents, carried, body: structuredClone(body), picks: {} };
  if (!begun) return kept(session, form, { ...content, notes: [] });
  const renewed = { ...begun, ...content }; // another version came meanwhile
  return save(renewed).then(() => renewed);
}

/** The draft in which it is being said what stands of a submission, if there is one. */
export const settling = async (session, submission) =>
  (await list(session)).find((draft) => draft.picks && draft.submission === submission);

async function kept(session, form, content) {
  const draft = {
    id: crypto.randomUUID(),
    notebook: session.notebook.id,
    kind: form.kind,
    version: form.version,
    form,
    ...content,
    startedAt: now(),
    updatedAt: now(),
  };
  await store.put("drafts", draft);
  return draft;
}

/** One draft of this officer's; the history of a shared phone knows the addresses of others'. */
export async function get(session, id) {
  const draft = await store.get("drafts", id);
  return draft?.notebook === session.notebook.id ? draft : undefined;
}

/** Keeps what is written so far. Does nothing to a draft that was signed in another window. */
export function save(draft) {
  draft.updatedAt = now();
  return store.change(["drafts"], async (tx) => {
    if (await tx.get("drafts", draft.id)) await tx.put("drafts", draft);
  });
}

/** Keeps where its officer is in it; what is written stays as it was, with its time. */
export const keepPlace = ({ id, place }) =>
  store.change(["drafts"], async (tx) => {
    const standing = await tx.get("drafts", id);
    if (standing) await tx.put("drafts", { ...standing, place });
  });

/** Throws a draft away, with the photos taken for it. */
export const discard = (id) =>
  store.change(["drafts", "files", "ciphers", "bytes"], async (tx) => {
    await pieces.leave(tx, (await tx.get("drafts", id))?.takes);
    await tx.remove("drafts", id);
    await files.leave(tx, ({ draft }) => draft === id);
  });

/** Drafts of this officer's notebook, newest first. */
export async function list(session) {
  const mine = (await store.all("drafts")).filter((d) => d.notebook === session.notebook.id);
  return mine.sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
}
