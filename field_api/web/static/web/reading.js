// An entry as it is read: the form's own words for every answer, remarks right at their fields.

import { at, plainDate } from "fieldbook/clock";
import { codeWords } from "fieldbook/codes";
import { h } from "fieldbook/dom";
import { noteAt } from "fieldbook/fields";
import { positionWords } from "fieldbook/places";
import { fieldsOf, isEmpty, sectionsOf, widgetOf, words } from "fieldbook/schema";
import { drawn } from "fieldbook/signature";
import * as store from "fieldbook/store";
import { t } from "fieldbook/words";

/** The form of a kind as the catalogue has it now, or undefined. */
export const formOf = (kind) => store.get("forms", kind);

/** What the form calls the field at a JSON pointer: "Matters, row 2: What is known". */
export function titleAt(form, pointer) {
  let schema = form.schema;
  const names = [];
  for (const part of pointer.split("/").slice(1)) {
    if (schema.items) names.push(t("row {number}", { number: Number(part) + 1 }));
    schema = schema.items ?? schema.properties?.[part] ?? {};
    if (schema.title) names.push(t(schema.title));
  }
  return names.length > 0 ? names.join(", ") : pointer;
}

/** Cards of an entry's body. notes: [{pointer, text, by}]. */
export function bodyCards(form, body, notes = []) {
  if (!form) return [h("section.card", h("h2", t("What was written")), plain(body))];
  const cards = sectionsOf(form).map((section) => {
    const rows = section.fields.flatMap((field) =>
      row(field, body[field.name], `/${field.name}`, notes),
    );
    return rows.length > 0 && h("section.card", h("h2", section.title), h("dl.facts", rows));
  });
  return cards.filter(Boolean);
}

function row({ name, spec }, value, pointer, notes) {
  const said = notes.filter(
    (note) =>
      note.pointer === pointer ||
      (widgetOf(spec) !== "repeat" && note.pointer.startsWith(`${pointer}/`)),
  );
  if (isEmpty(value) && !said.length) return [];
  const remarks = said.map(noteAt);
  const shown = isEmpty(value)
    ? h("span.muted", t("Nothing written"))
    : answer(spec, value, pointer, notes);
  return [h("div.facts__row", h("dt", t(spec.title ?? name)), h("dd", shown, remarks))];
}

/** One answer in words: nodes or text. */
export function answer(spec, value, pointer, notes) {
  const widget = widgetOf(spec);
  if (widget === "repeat")
    return value.map((item, index) => group(spec, item, `${pointer}/${index}`, notes));
  if (widget === "place")
    return [value.text, value.latitude !== undefined && positionWords(value)]
      .filter(Boolean)
      .join(" · ");
  if (widget === "datetime") return at(value);
  if (widget === "date") return plainDate(value);
  if (widget === "code") return codeWords(spec, value);
  if (widget === "signature") return drawn(value);
  if (widget === "textarea") return h("p.written", value);
  return words(spec, value);
}

function group(spec, item, pointer, notes) {
  const rows = fieldsOf(spec.items).flatMap((field) =>
    row(field, item[field.name], `${pointer}/${field.name}`, notes),
  );
  return h("div.repeat__item", h("dl.facts", rows));
}

function plain(body) {
  const rows = Object.entries(body).map(([name, value]) => {
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    return h("div.facts__row", h("dt", name.replaceAll("_", " ")), h("dd", text));
  });
  return h("dl.facts", rows);
}
