// Receipt numbers reserved for this phone, so that a person stopped where there is no signal gets
// the number under which the record will be found. One shown is never shown again: somebody may
// hold a paper with it, even where the draft was thrown away.

import { call, Refused } from "fieldbook/api";
import { now } from "fieldbook/clock";
import * as store from "fieldbook/store";

const BLOCK = 20;
const LOW = 20; // half of the two blocks a phone may hold
const PAUSE = 600_000; // after the server said that there are enough

const key = (session) => `references:${session.notebook.id}`;
const empty = (session) => ({ id: key(session), blocks: [], asked: null, thrown: [], restUntil: 0 });

/** Whether a form's record is one of which a copy or receipt is offered on the spot. */
export const givesReceipt = (form) => Boolean(form.schema.properties?.copy_offered);

/** Gives a draft its number, once; without a number left the draft goes on without. */
export function number(session, draft) {
  if (draft.reference || draft.parents.length > 0 || !givesReceipt(draft.form)) return draft;
  return store.change(["meta", "drafts"], async (tx) => {
    const standing = await tx.get("drafts", draft.id);
    const held = (await tx.get("meta", key(session))) ?? empty(session);
    const block = held.blocks.find(({ until, free }) => until > now() && free.length > 0);
    if (!standing || !block) return draft;
    draft.reference = standing.reference ?? block.free.shift();
    await tx.put("meta", held);
    await tx.put("drafts", { ...standing, reference: draft.reference });
    return draft;
  });
}

/** Remembers to tell the server that a number shown will not be used. */
export function throwAway(session, { reference }) {
  if (!reference) return undefined;
  return store.change(["meta"], async (tx) => {
    const held = (await tx.get("meta", key(session))) ?? empty(session);
    await tx.put("meta", { ...held, thrown: [...held.thrown, reference] });
  });
}

/** Asks for another block when half is used, and returns numbers of drafts thrown away. */
export async function keepUp(who) {
  const forms = await store.all("forms");
  if (!forms.some(givesReceipt)) return;
  const held = (await store.get("meta", key(who))) ?? empty(who);
  if (held.thrown.length) await giveBack(who, held.thrown);
  const free = held.blocks.filter(({ until }) => until > now()).flatMap((block) => block.free);
  if (free.length < LOW && held.restUntil < Date.now()) await ask(who);
}

async function giveBack(who, references) {
  await call("/references/returned", { method: "POST", token: who.token, body: { references } });
  await note(who, ({ thrown, ...held }) => ({
    ...held,
    thrown: thrown.filter((one) => !references.includes(one)),
  }));
}

/** The block's id is on the disk before it is asked for: a lost answer costs no numbers. */
async function ask(who) {
  const id = crypto.randomUUID();
  const { asked } = await note(who, (held) => ({ ...held, asked: held.asked ?? id }));
  const body = { id: asked, count: BLOCK };
  try {
    const { data } = await call("/references", { method: "POST", token: who.token, body });
    await note(who, (held) => withBlock(held, data));
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 409) throw error;
    await note(who, (held) => ({ ...held, asked: null, restUntil: Date.now() + PAUSE }));
  }
}

function withBlock(held, { id, hand_out_until: until, references: free }) {
  const others = held.blocks.filter((block) => block.until > now() && block.free.length > 0);
  const known = held.blocks.some((block) => block.id === id);
  return { ...held, asked: null, blocks: known ? held.blocks : [...others, { id, until, free }] };
}

function note(who, change) {
  return store.change(["meta"], async (tx) => {
    const held = change((await tx.get("meta", key(who))) ?? empty(who));
    await tx.put("meta", held);
    return held;
  });
}
