// Reading a form: what is asked, in which order, when, and what is still to be filled in. Pure
// functions over the catalogue's schema. What they find are hints; only the server judges.

import { t } from "fieldbook/words";

/** Sections with their fields in order: [{id, title, help, fields: [{name, spec}]}]. */
export function sectionsOf(form) {
  const fields = fieldsOf(form.schema);
  const known = new Set(form.sections.map(({ id }) => id));
  const said = ({ title, help, warn }) => ({ title: t(title), help: t(help), warn: t(warn) });
  const inSection = (id) => fields.filter(({ spec }) => spec["x-section"] === id);
  const rest = fields.filter(({ spec }) => !known.has(spec["x-section"]));
  const sections = form.sections.map((section) => ({
    ...{ ...section, ...said(section) },
    fields: inSection(section.id),
  }));
  return [...sections, { id: "rest", title: t("More"), fields: rest }].filter((s) => s.fields.length);
}

/** A schema's properties in order: [{name, spec}]. */
export function fieldsOf(schema) {
  const fields = Object.entries(schema.properties ?? {}).map(([name, spec]) => ({ name, spec }));
  return fields.sort((a, b) => (a.spec["x-order"] ?? 1e6) - (b.spec["x-order"] ?? 1e6));
}

export function widgetOf(spec) {
  if (spec["x-widget"]) return spec["x-widget"];
  if (spec.enum) return spec.enum.length > 6 ? "choice" : "radio";
  if (spec.type === "boolean") return "boolean";
  if (spec.type === "array") return spec.items?.properties ? "repeat" : "checks";
  return { "date-time": "datetime", date: "date" }[spec.format] ?? "text";
}

/** The choices of a field: [{code, label}]. */
export function choicesOf(spec) {
  const labels = spec["x-labels"] ?? spec.items?.["x-labels"] ?? {};
  const codes = spec.enum ?? spec.items?.enum ?? [];
  return codes.map((code) => ({ code, label: code in labels ? t(labels[code]) : String(code) }));
}

/** Only a code has a label: what somebody wrote is given back as it is, in whatever language. */
export const labelOf = (spec, code) => {
  const label = (spec["x-labels"] ?? spec.items?.["x-labels"])?.[code];
  return label === undefined ? String(code) : t(label);
};

/** Whether a field is asked, given its neighbours (`scope`) and the whole body (`top`). */
export function isShown(spec, scope, top) {
  const conditions = Object.entries(spec["x-show-when"] ?? {});
  return conditions.every(([name, wanted]) => {
    const value = scope[name] ?? top[name];
    return Array.isArray(value)
      ? value.some((one) => wanted.includes(one))
      : wanted.includes(value);
  });
}

/** Whether a field stands in plain sight rather than under "More". */
export const isEssential = (schema, { name, spec }) =>
  ["x-required-by", "x-structural", "x-prefill", "x-asked"].some((why) => spec[why]) ||
  (schema.required ?? []).includes(name);

export function isEmpty(value) {
  if (value === undefined || value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** Names a schema requires for this value, following if / then / else. */
export function requiredNames(schema, value) {
  const names = [...(schema.required ?? [])];
  for (const rule of schema.allOf ?? []) {
    const branch = rule.if && (matches(rule.if, value) ? rule.then : rule.else);
    if (branch) names.push(...requiredNames(branch, value));
  }
  return names;
}

function matches(condition, value) {
  if (!(condition.required ?? []).every((name) => !isEmpty(value[name]))) return false;
  return Object.entries(condition.properties ?? {}).every(([name, test]) => {
    if (isEmpty(value[name])) return true; // JSON Schema: an absent member breaks no rule
    return "const" in test ? value[name] === test.const : (test.enum ?? []).includes(value[name]);
  });
}

/** The body to sign: fields not asked, and empty ones, are left out. */
export function bodyToSign(schema, value, top = value) {
  const body = {};
  for (const { name, spec } of fieldsOf(schema)) {
    if (!isShown(spec, value, top)) continue;
    const kept = trimmed(spec, value[name], top);
    if (!isEmpty(kept)) body[name] = kept;
  }
  return body;
}

function trimmed(spec, value, top) {
  if (typeof value === "string") return value.trim();
  if (widgetOf(spec) !== "repeat" || !Array.isArray(value)) return value;
  return value.map((item) => bodyToSign(spec.items, item, top)).filter((item) => !isEmpty(item));
}

/** Hints over a whole body: [{pointer, label, text, law}]; law says what requires an answer. */
export function hints(schema, value, top = value, at = "") {
  const required = new Set(requiredNames(schema, value));
  return fieldsOf(schema)
    .filter(({ spec }) => isShown(spec, value, top))
    .flatMap((field) => hintsOfField(field, value[field.name], required.has(field.name), top, at));
}

function hintsOfField({ name, spec }, value, required, top, at) {
  const pointer = `${at}/${name}`;
  const hint = (text) => ({ pointer, label: t(spec.title ?? name), text, law: spec["x-required-by"] });
  if (isEmpty(value)) return required ? [hint(t("Not filled in yet"))] : asked(spec).map(hint);
  if (widgetOf(spec) === "repeat") {
    return value.flatMap((item, index) => hints(spec.items, item, top, `${pointer}/${index}`));
  }
  return wordsAgainst(spec, value).map(hint);
}

const asked = (spec) => (spec["x-asked"] ? [t(spec["x-asked"])] : []);

function wordsAgainst(spec, value) {
  if (widgetOf(spec) === "number") return numberAgainst(spec, value);
  if (typeof value !== "string") return [];
  const found = [];
  if (spec.maxLength && value.length > spec.maxLength)
    found.push(t("At most {most} characters; this is {count}", { most: spec.maxLength, count: value.length }));
  if (spec.minLength > 1 && value.trim().length < spec.minLength)
    found.push(t("At least {least} characters", { least: spec.minLength }));
  if (spec.pattern && !spec.enum && !new RegExp(spec.pattern, "u").test(value))
    found.push(t("Not in the form this is usually written"));
  return found;
}

function numberAgainst({ type, minimum, maximum }, value) {
  if (typeof value !== "number") return [t("Only a number")];
  if (type === "integer" && !Number.isInteger(value)) return [t("Only a whole number")];
  return value < minimum || value > maximum ? [t("From {minimum} to {maximum}", { minimum: `${minimum}`, maximum: `${maximum}` })] : [];
}

/** What a field advises about the words in it: soft prompts set by the catalogue. */
export function promptsFor(spec, value) {
  if (isEmpty(value) || typeof value !== "string") return [];
  const lower = value.toLowerCase();
  const applies = ({ shorter_than: least, contains = [] }) =>
    (least && value.trim().length < least) || contains.some((phrase) => lower.includes(phrase));
  return (spec["x-prompts"] ?? []).filter(applies).map(({ say }) => t(say));
}

/** Words for a value, for reading: text, or a list of texts. */
export function words(spec, value) {
  if (typeof value === "boolean") return value ? t("Yes") : t("No");
  if (Array.isArray(value)) return value.map((one) => labelOf(spec, one)).join(", ");
  if (typeof value === "number" && spec["x-unit"]) return `${value} ${t(spec["x-unit"])}`;
  return labelOf(spec, value);
}
