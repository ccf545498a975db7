// What a form begins with: what the phone knows without asking.

import { now } from "fieldbook/clock";
import { originsOf } from "fieldbook/origins";
import { fieldsOf } from "fieldbook/schema";
import { nameOf } from "fieldbook/session";

/** The answers of a new entry that are known already, {body, origins}. */
export function prefilled({ schema }, { officer }) {
  const known = { now: now(), me: nameOf(officer), unit: officer.unit?.name };
  const body = asked(schema, known);
  return { body, origins: originsOf(schema, body, "filled") };
}

/** The same of one that another entry opened. copied: the answers of that one, as this form names
 *  them; reference: its number, where it has one yet; from: that entry, in words. */
export function carriedOver(form, session, { copied, reference, from }) {
  const own = prefilled(form, session);
  const body = { ...asked(form.schema, { reference }), ...copied };
  const origins = [...own.origins, ...originsOf(form.schema, body, "reused", from)];
  return { body: { ...own.body, ...body }, origins };
}

function asked(schema, known) {
  const found = fieldsOf(schema).map(({ name, spec }) => [name, known[spec["x-prefill"]]]);
  return Object.fromEntries(found.filter(([, value]) => value));
}
