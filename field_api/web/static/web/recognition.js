// "Known already?" While an officer writes, and before anything is signed, the server is asked who or
// what has been met before; without a signal this phone's own list is. It never stands in the way and
// fills in nothing by itself: the officer says that it is the same, that it is not, or nothing.

import { call, NoAnswer, Refused } from "fieldbook/api";
import { takes } from "fieldbook/copying";
import * as known from "fieldbook/known";
import { origin } from "fieldbook/origins";
import { offer, linked } from "fieldbook/recognised";
import { isEmpty } from "fieldbook/schema";
import { replace } from "fieldbook/dom";
import { attributesOf, markOf, thingsIn } from "fieldbook/things";
import { t } from "fieldbook/words";

const PAUSE = 1_200; // milliseconds without a keystroke: half a number is no wrong one
const PATIENCE = 6_000;
const AT_ONCE = 20; // as many as the server takes; the rest is asked with the next edit
const SHOWN = 3;
/** Seen, judged or said by the person anew each time; never carried over from an older record. */
const ANEW = new Set(
  ("age_estimate self_defined_ethnicity officer_defined_ethnicity gender description " +
    "value quantity transaction exhibit_ref").split(" "),
);
const TOLD = new Set(["description", "value", "quantity", "exhibit_ref"]);
const MARKINGS = ["OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET"];
const rank = (marking) => MARKINGS.indexOf(marking);

/** Watches over what is written in a draft: {look(), draw()}, the first after each edit, the second
 *  when fields were drawn anew. `writing` is the form's, whose `slots` say where a card may stand. */
export function watch({ session, draft, writing, changed, signal }) {
  const answers = new Map(); // key → {mark, candidates, asOf?, offline?}
  const cards = new WeakMap(); // slot → what its card says: one that is read is not drawn anew
  let waiting;
  let busy = false;
  let again = false;
  signal.addEventListener("abort", () => clearTimeout(waiting));
  addEventListener("online", askAnew, { signal });
  return { look, draw };

  function look() {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  }

  /** What only this phone could say is asked of the server when there is a signal again. */
  function askAnew() {
    for (const [key, { offline }] of answers) if (offline) answers.delete(key);
    look();
  }

  function things() {
    return thingsIn(draft.form.schema, draft.body);
  }

  /** One question on its way at a time; what was typed meanwhile is asked after it. */
  async function ask() {
    if (busy) return void (again = true);
    const due = things()
      .filter((thing) => isNew(thing))
      .slice(0, AT_ONCE);
    if (due.length === 0) return draw();
    busy = true;
    for (const thing of due) answers.set(thing.key, { mark: markOf(thing), candidates: [] });
    try {
      await answer(due);
    } finally {
      busy = false;
    }
    if (signal.aborted) return;
    draw();
    if (again) look();
    again = false;
  }

  function isNew(thing) {
    const mark = markOf(thing);
    if (!mark) answers.delete(thing.key);
    return mark && answers.get(thing.key)?.mark !== mark;
  }

  async function answer(due) {
    try {
      const { data } = await call("/recognise", asking(due));
      for (const { key, candidates, indicators } of data.entities)
        know(due, key, { candidates, indicators });
    } catch (error) {
      if (error instanceof Refused) return; // no right to ask, or a server that can't be asked
      if (!(error instanceof NoAnswer)) throw error;
      for (const thing of due) await byThisPhone(due, thing);
    }
  }

  function asking(due) {
    const entities = due.map((thing) => ({ key: thing.key, type: thing.type, attributes: byWhat(thing) }));
    const body = { entities, submission: draft.submission };
    return { method: "POST", token: session.token, patience: PATIENCE, signal, body };
  }

  /** An answer to what was asked before it was changed again is no answer. */
  function know(due, key, answered) {
    const asked = answers.get(key);
    if (asked && due.some((thing) => thing.key === key)) answers.set(key, { ...asked, ...answered });
  }

  async function byThisPhone(due, thing) {
    const { found, asOf } = (await known.find(session, thing)) ?? { found: [] };
    const candidates = found.map((one) => ({
      ...one,
      class: "same",
      label: [one.title ?? one.kind, one.reference].join(" "),
      last_at: one.at,
      attributes: {},
    }));
    know(due, thing.key, { candidates, asOf, offline: true });
  }

  function draw() {
    const drawn = new Set();
    for (const thing of things()) {
      const slot = slotOf(thing);
      if (!slot) continue;
      drawn.add(slot);
      const says = JSON.stringify([thing.key, draft.links, draft.unlike, answers.get(thing.key)]);
      if (cards.get(slot) !== says) replace(slot, card(thing));
      cards.set(slot, says);
    }
    for (const slot of writing.slots.values()) {
      if (drawn.has(slot) || !cards.delete(slot)) continue;
      replace(slot);
    }
  }

  /** Under the field that says most. */
  function slotOf({ fields }) {
    const filled = fields.filter(({ value }) => !isEmpty(value));
    const best = BEST.map((name) => filled.find(({ attribute }) => attribute === name)).find(Boolean);
    return writing.slots.get((best ?? filled.at(-1))?.pointer);
  }

  function card(thing) {
    const mine = (draft.links ?? []).find(({ entity }) => entity === thing.key);
    if (mine) return linked(mine, () => undo(thing));
    const { candidates = [], indicators = [], asOf } = answers.get(thing.key) ?? {};
    const refused = new Set(unlike(thing.key).map(({ mention }) => mention));
    const left = candidates.filter(({ link }) => !refused.has(link)).slice(0, SHOWN);
    if (left.length === 0 && indicators.length === 0) return null;
    return offer(left, { indicators, asOf, same: (one) => same(thing, one), other: (one) => other(thing, one) });
  }

  function unlike(key) {
    return (draft.unlike ?? []).filter(({ entity }) => entity === key);
  }

  function same(thing, { link, label, attributes }) {
    const from = t("{label}, known already", { label });
    const filled = thing.fields.filter(({ attribute, scope, name, spec, pointer }) => {
      const best = (attributes[attribute] ?? []).find(({ value }) => takes(spec, value));
      if (!best || ANEW.has(attribute) || !isEmpty(scope[name])) return false;
      if (rank(best.marking) > Math.max(rank(draft.form.marking), rank(spec["x-marking"]))) return false;
      scope[name] = structuredClone(best.value);
      draft.origins?.push(origin(pointer, best.value, "reused", from));
      return true;
    });
    const said = { entity: thing.key, mention: link, label, filled: filled.length };
    draft.links = [...(draft.links ?? []).filter(({ entity }) => entity !== thing.key), said];
    for (const { pointer } of filled) writing.redraws.get(pointer)?.();
    settled();
  }

  function other(thing, { link }) {
    draft.unlike = [...(draft.unlike ?? []), { entity: thing.key, mention: link }];
    settled();
  }

  /** What was filled in stays: it is marked, and may have been read out and confirmed. */
  function undo(thing) {
    draft.links = draft.links.filter(({ entity }) => entity !== thing.key);
    settled();
  }

  function settled() {
    changed();
    draw();
  }
}

const BEST = (
  "vrm number account_number url handle file_hash serial pnc_id dob phone email address given_names surname"
).split(" ");

/** Only what somebody is known by leaves the phone before the entry does: no words of anybody's. */
function byWhat(thing) {
  const known = Object.entries(attributesOf(thing));
  return Object.fromEntries(known.filter(([name]) => !TOLD.has(name)));
}
