// Several versions of one entry made into one. Pure functions over the form and the bodies; nothing
// is decided here, and nothing is taken from a version that its author did not point at.

import { fieldsOf, isEmpty, isShown } from "fieldbook/schema";

export const ANEW = "anew";

/** JSON with the members of objects in one order. */
function canonical(value) {
  const sorted = (_, part) =>
    part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part;
  return isEmpty(value) ? "" : JSON.stringify(value, sorted);
}

/** Fields of the form that do not read the same in all versions: [{name, spec}]. */
export function differing(form, versions) {
  const readings = (name) => new Set(versions.map(({ body }) => canonical(body[name])));
  return fieldsOf(form.schema).filter(({ name }) => readings(name).size > 1);
}

/** Puts one version's answer into a body. */
export function take(body, name, version) {
  const value = version.body[name];
  if (isEmpty(value)) delete body[name];
  else body[name] = structuredClone(value);
}

/** Differing fields that are asked and that nobody has spoken about yet. */
export const open = (fields, { body, picks }) =>
  fields.filter(({ name, spec }) => isShown(spec, body, body) && !(name in picks));

/** A text in three runs, [alike, differs, alike], held against another: [text, differs]. */
export function runs(text, other) {
  const [here, there] = [text, other].map((one) => one.match(/\S+\s*|\s+/g) ?? []);
  const most = Math.min(here.length, there.length);
  let start = 0;
  while (start < most && here[start] === there[start]) start += 1;
  let end = 0;
  while (end < most - start && here.at(-1 - end) === there.at(-1 - end)) end += 1;
  const upTo = here.length - end;
  return [
    [here.slice(0, start).join(""), false],
    [here.slice(start, upTo).join(""), true],
    [here.slice(upTo).join(""), false],
  ].filter(([part]) => part);
}
