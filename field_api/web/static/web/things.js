// Whom and what a form speaks of, and which fields say it: the fields of one group, one row of a
// list, one field. The same keys as field_api/catalogue/rules/entities on the server, which decides;
// what this does not see is not asked about.

import { fieldsOf, isEmpty, isShown, widgetOf } from "fieldbook/schema";

const PERSON =
  "surname given_names alias dob age_estimate sex gender self_defined_ethnicity " +
  "officer_defined_ethnicity address postcode phone email occupation pnc_id cro driver_number nino " +
  "passport nhs_number nationality place_of_birth description";
const NAMES = {
  person: PERSON,
  vehicle: "vrm make model colour vin",
  phone: "number imei network",
  email: "address",
  online: "platform handle url ip_address file_hash",
  account: "holder bank sort_code account_number",
  wallet: "currency address transaction",
  property: "description serial value quantity exhibit_ref",
};
const OF_ROW = Object.fromEntries(
  Object.entries(NAMES).map(([type, names]) => [type, new Set(names.split(" "))]),
);

/** [{key, type, fields: [{attribute, name, spec, scope, pointer, value}]}] of what is asked as things
 *  stand, filled in or not. */
export function thingsIn(schema, body, { scope = body, at = "", row } = {}) {
  const found = new Map();
  const nested = [];
  for (const { name, spec } of fieldsOf(schema)) {
    if (!isShown(spec, scope, body)) continue;
    if (widgetOf(spec) === "repeat") {
      const rows = Array.isArray(scope[name]) ? scope[name] : [];
      const inner = (item, index) => ({ scope: item, at: `${at}/${name}/${index}`, row: spec["x-entity"] });
      nested.push(...rows.flatMap((item, n) => thingsIn(spec.items, body, inner(item, n))));
      continue;
    }
    const said = spec["x-entity"] ?? (row && OF_ROW[row.type]?.has(name) ? row : undefined);
    if (!said || widgetOf(spec) === "place") continue;
    const key = keyOf(said, { name, at, row });
    const thing = found.get(key) ?? found.set(key, { key, type: said.type, fields: [] }).get(key);
    const attribute = said.attribute ?? name;
    thing.fields.push({ attribute, name, spec, scope, pointer: `${at}/${name}`, value: scope[name] });
  }
  return [...found.values(), ...nested];
}

function keyOf(said, { name, at, row }) {
  if (said.group) return at ? `${at}/${said.group}` : said.group;
  return row && said.type === row.type ? at : `${at}/${name}`;
}

/** What is written of a thing: {attribute: value}, the first of several that say the same. */
export function attributesOf({ fields }) {
  const filled = fields.filter(({ value }) => !isEmpty(value)).reverse();
  return Object.fromEntries(filled.map(({ attribute, value }) => [attribute, value]));
}

const ENOUGH = {
  person: ["pnc_id", "cro", "driver_number", "nino", "passport", "nhs_number", "phone", "email"],
  vehicle: ["vrm", "vin"],
  phone: ["number", "imei"],
  email: ["address"],
  online: ["url", "handle", "ip_address", "file_hash"],
  wallet: ["address"],
  property: ["serial"],
};
const NAMED = ["surname", "given_names", "dob"];
const SHORTEST = 4; // characters: less is the beginning of a number, not one

/** What it is to be recognised by, as one text that changes when that does; "" of too little. */
export function markOf(thing) {
  const known = attributesOf(thing);
  const names = ENOUGH[thing.type] ?? [];
  const numbers = names.filter((name) => String(known[name] ?? "").trim().length >= SHORTEST);
  const { surname, given_names: given, dob } = known;
  const named = thing.type === "person" && surname && (given || dob);
  const account = thing.type === "account" && known.sort_code && known.account_number;
  if (!numbers.length && !named && !account) return "";
  const by = [...numbers, ...(named ? NAMED : []), ...(account ? ["sort_code", "account_number"] : [])];
  return JSON.stringify(by.map((name) => [name, String(known[name] ?? "").trim()]));
}
