// What a form begins with: what the phone knows without asking.

import { now } from "fieldbook/clock";
import { fieldsOf } from "fieldbook/schema";
import { nameOf } from "fieldbook/session";

/** The answers of a new entry that are known already. `reference`: of the entry that opened it. */
export function prefilled({ schema }, { officer }, reference) {
  const known = { now: now(), me: nameOf(officer), unit: officer.unit?.name, reference };
  const body = {};
  for (const { name, spec } of fieldsOf(schema)) {
    const value = known[spec["x-prefill"]];
    if (value) body[name] = value;
  }
  return body;
}
