// Where each answer came from: typed, chosen, reused from elsewhere, or filled in by this phone. What
// was reused is marked while it is written; how many there were goes with the entry, so that a force
// knows which of its forms ask for what it has already.
//
// An origin is {at, text, how, from?}: a place in the form, with * for the row of a group, and the
// value it was given as JSON. It holds for as long as the answer reads the same.

import { fieldsOf, isEmpty, widgetOf } from "fieldbook/schema";
import { t } from "fieldbook/words";

const TAPPED = new Set(["choice", "radio", "checks", "boolean", "code", "signature"]);

// The same place in any row of its group.
const placeOf = (pointer) => pointer.replaceAll(/\/\d+(?=\/|$)/g, "/*");

const textOf = (value) => JSON.stringify(typeof value === "string" ? value.trim() : value);

/** how: "reused" from what the words `from` name, "filled" in by the phone, or "kept" as it was in
 *  the version that is being corrected. */
export const origin = (pointer, value, how, from) => ({
  at: placeOf(pointer),
  text: textOf(value),
  how,
  from,
});

/** Origins of every answer of a body. */
export const originsOf = (schema, body, how, from) =>
  answers(schema, body).map(({ pointer, value }) => origin(pointer, value, how, from));

/** What the answer at a pointer was reused from, in words; undefined where it was not. */
export function reusedFrom(origins, pointer, value) {
  if (!origins?.length || isEmpty(value)) return undefined;
  const [at, text] = [placeOf(pointer), textOf(value)];
  const same = origins.findLast((one) => one.at === at && one.text === text);
  return same?.how === "reused" ? same.from : undefined;
}

/** Answers of a body counted by how each came to be: {typed, chosen, reused, filled}. Each origin
 *  counts once: the second person's surname was typed, though it is the same. */
export function madeOf(schema, body, origins) {
  const left = [...origins].reverse();
  const made = { typed: 0, chosen: 0, reused: 0, filled: 0 };
  for (const answer of answers(schema, body)) {
    const [at, text] = [placeOf(answer.pointer), textOf(answer.value)];
    const index = left.findIndex((one) => one.at === at && one.text === text);
    const how = index < 0 ? byHand(answer) : left.splice(index, 1)[0].how;
    if (how in made) made[how] += 1;
  }
  return made;
}

/** Counts of several, together; undefined where nobody counted. */
export function summed(every) {
  const counted = every.filter(Boolean);
  if (counted.length === 0) return undefined;
  const sum = (name) => counted.reduce((total, made) => total + (made[name] ?? 0), 0);
  return { typed: sum("typed"), chosen: sum("chosen"), reused: sum("reused"), filled: sum("filled") };
}

/** "typed 12, chosen 8, reused 9, filled in 3" */
export function madeWords({ typed, chosen, reused, filled }) {
  const own = filled > 0 ? `, ${t("filled in {count}", { count: filled })}` : "";
  return t("typed {typed}, chosen {chosen}, reused {reused}", { typed, chosen, reused }) + own;
}

function byHand({ spec, value }) {
  const widget = widgetOf(spec);
  if (widget === "place" && !value.text) return "filled";
  return TAPPED.has(widget) ? "chosen" : "typed";
}

/** Every single answer of a body: [{pointer, spec, value}]; a group's are those of its rows. */
function answers(schema, body, at = "") {
  return fieldsOf(schema).flatMap(({ name, spec }) => {
    const [pointer, value] = [`${at}/${name}`, body[name]];
    if (isEmpty(value)) return [];
    if (widgetOf(spec) !== "repeat") return [{ pointer, spec, value }];
    return value.flatMap((item, index) => answers(spec.items, item, `${pointer}/${index}`));
  });
}
