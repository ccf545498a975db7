// Drafts outlive this phone: each is sent sealed to the server's key, which opens it only for this
// phone, or for another that a supervisor hands it to. What is handed over is fetched from here.

import { call, Refused } from "fieldbook/api";
import { now } from "fieldbook/clock";
import * as drafts from "fieldbook/drafts";
import * as outbox from "fieldbook/outbox";
import { bytes, sealTo } from "fieldbook/seal";
import * as store from "fieldbook/store";

const LOOK_EVERY = 300_000;
const key = (session) => `roaming:${session.notebook.id}`;
let looked = 0;

/** Sends drafts that changed, lets go of those signed, and now and then looks what was handed over. */
export async function exchange(who) {
  if (!who.server.seal_key) return;
  const sent = (await store.get("meta", key(who)))?.sent ?? {};
  const mine = await drafts.list(who);
  for (const draft of mine) {
    if (sent[draft.id]?.at !== draft.updatedAt) await send(who, draft, sent[draft.id]);
  }
  // What was signed is let go only when the server has the entry: until then it is the one copy.
  const unsent = (await outbox.unsent(who.notebook.id)).length > 0;
  const here = new Set([...mine.map(({ id }) => id), ...(unsent ? Object.keys(sent) : [])]);
  for (const id of Object.keys(sent).filter((id) => !here.has(id))) await letGo(who, id);
  if (Date.now() - looked > LOOK_EVERY) await look(who);
}

async function send(who, draft, known) {
  const at = draft.updatedAt;
  const { form, ...content } = draft;
  const sealed = await seal(who, draft.id, JSON.stringify(content));
  const body = { kind: form.kind, started_at: draft.startedAt, sealed };
  const headers = known?.version ? { "If-Match": `"${known.version}"` } : {};
  try {
    const asked = { method: "PUT", token: who.token, body, headers };
    const { data } = await call(`/drafts/${draft.id}`, asked);
    await remember(who, draft.id, { at, version: data.version });
  } catch (error) {
    // Too large, or too many: it stays on this phone, and is offered again when it has changed.
    if (!(error instanceof Refused) || ![400, 409, 413].includes(error.status)) throw error;
    await remember(who, draft.id, { ...known, at });
  }
}

async function letGo(who, id) {
  await call(`/drafts/${id}`, { method: "DELETE", token: who.token });
  await remember(who, id, undefined);
}

function remember(who, id, what) {
  return store.change(["meta"], async (tx) => {
    const { sent = {} } = (await tx.get("meta", key(who))) ?? {};
    const { [id]: old, ...others } = sent;
    await tx.put("meta", { id: key(who), sent: what ? { ...others, [id]: what } : others });
  });
}

const seal = ({ server, officer }, id, text) =>
  sealTo(server.seal_key, bytes(text), bytes(`fieldbook-draft/1\n${id}\n${officer.login}`));

/** Asks what was handed to this phone or officer, and what was done with the officer's own drafts. */
export async function look(who) {
  if (!who.server.seal_key || who.state !== "open") return;
  const { data } = await call("/drafts", { token: who.token });
  looked = Date.now();
  const told = data.drafts.filter(({ handed, here }) => handed && here);
  await store.change(["docs"], async (tx) => {
    const old = (await tx.all("docs")).filter(({ kind }) => kind === "draft");
    for (const { key: gone } of old) await tx.remove("docs", gone);
    for (const doc of [...data.handed_to_you, ...told]) {
      await tx.put("docs", { key: `draft:${doc.id}`, kind: "draft", id: doc.id, doc });
    }
  });
}

/** What the last look found: {offers, told}. */
export async function found() {
  const docs = (await store.all("docs")).filter(({ kind }) => kind === "draft");
  const every = docs.map(({ doc }) => doc);
  return { offers: every.filter(({ author }) => author), told: every.filter((doc) => doc.handed) };
}

/** Fetches a draft that was handed over, and its other versions; gives the draft to go on with. */
export async function take(who, id) {
  const { data } = await call(`/drafts/${id}`, { token: who.token });
  const form = await store.get("forms", data.kind);
  if (!form) throw new Error("Its form is not on this phone yet.");
  const own = data.author === who.officer.login;
  const every = [data.text, ...data.copies].map((text, index) =>
    received(who, JSON.parse(text), { form, same: own && index === 0, own }),
  );
  await store.change(["drafts", "docs"], async (tx) => {
    for (const draft of every) await tx.put("drafts", draft);
    await tx.remove("docs", `draft:${id}`);
  });
  if (own) await remember(who, id, { at: every[0].updatedAt, version: data.version });
  return every[0];
}

/** A colleague goes on under a submission, and a number, of their own: the author's stay theirs. */
function received(who, content, { form, same, own }) {
  const mine = own
    ? {}
    : { submission: crypto.randomUUID(), parents: [], notes: [], reference: undefined, carried: [] };
  return {
    ...content,
    ...mine,
    id: same ? content.id : crypto.randomUUID(),
    notebook: who.notebook.id,
    form,
    version: form.version,
    updatedAt: now(),
  };
}
