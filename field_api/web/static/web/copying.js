// What one form gives another to begin with. `list.field` is that field of a list's first row, on
// either side; what the other form does not ask, or does not take as an answer, is left out: it may be
// newer than the one that names its fields.

import { isEmpty } from "fieldbook/schema";

/** {field there: answer} of what is written. copy: {field there: field here}, as a form's `opens`. */
export function taken(copy, body) {
  const found = Object.entries(copy).map(([there, here]) => [there, answerAt(body, here)]);
  return Object.fromEntries(found.filter(([, value]) => !isEmpty(value)));
}

function answerAt(body, place) {
  const [name, field] = place.split(".");
  return field ? body[name]?.[0]?.[field] : body[name];
}

/** The same as a body of the other form. */
export function laidOut({ properties }, copied) {
  const body = {};
  for (const [place, value] of Object.entries(copied)) {
    const [name, field] = place.split(".");
    const spec = field ? properties[name]?.items?.properties?.[field] : properties[name];
    if (!spec || !takes(spec, value)) continue;
    if (field) (body[name] ??= [{}])[0][field] = structuredClone(value);
    else body[name] = structuredClone(value);
  }
  return body;
}

const TYPES = { integer: "number", array: "object" };

/** Whether a field could hold this answer. */
export function takes(spec, value) {
  const choices = spec.enum ?? spec.items?.enum;
  if (choices) return [value].flat().every((one) => choices.includes(one));
  return (TYPES[spec.type] ?? spec.type) === typeof value && !(spec.maxLength < value.length);
}
