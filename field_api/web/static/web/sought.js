// Who or what a tasking is about, as a form asks for it: the officer types none of it again.

import { takes } from "fieldbook/copying";
import { fieldsOf, widgetOf } from "fieldbook/schema";

/** The answers of a form of which this is the subject, {field: answer}; {} where it asks for none.
 *  The first group of fields that is about such a thing, else the first row of a list of them. */
export function answersAbout(schema, { type, attributes }) {
  const asked = fieldsOf(schema).filter(({ spec }) => spec["x-entity"]?.type === type);
  const single = asked.filter(({ spec }) => widgetOf(spec) !== "repeat" && widgetOf(spec) !== "place");
  if (single.length > 0) {
    const { group } = single[0].spec["x-entity"];
    return filled(single.filter(({ spec }) => spec["x-entity"].group === group), attributes);
  }
  const list = asked.find(({ spec }) => widgetOf(spec) === "repeat");
  const row = list ? filled(fieldsOf(list.spec.items), attributes) : {};
  return Object.keys(row).length > 0 ? { [list.name]: [row] } : {};
}

function filled(fields, attributes) {
  const found = fields.map(({ name, spec }) => [name, spec, attributes[spec["x-entity"]?.attribute ?? name]]);
  const taken = found.filter(([, spec, value]) => value !== undefined && takes(spec, value));
  return Object.fromEntries(taken.map(([name, , value]) => [name, value]));
}
