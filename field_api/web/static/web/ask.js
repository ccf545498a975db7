// Asking the systems one question. Why it is asked is filled in from the last entry written, for
// that is nearly always the reason; every question is logged with it.

import { ago, at } from "fieldbook/clock";
import * as cases from "fieldbook/cases";
import { h, replace } from "fieldbook/dom";
import * as drafts from "fieldbook/drafts";
import { icon } from "fieldbook/icons";
import { chip } from "fieldbook/parts";
import * as questions from "fieldbook/questions";
import { summaryOf, standing } from "fieldbook/answers";

export const title = "Ask";
export const live = false;

// National reason codes of PNC and LEDS, the ones of the street first.
const REASONS = [
  ["1", "Vehicle or person stopped"],
  ["2", "Moving vehicle"],
  ["3", "Abandoned or parked vehicle"],
  ["4", "Road traffic collision"],
  ["5", "Process or investigation"],
  ["7", "Family or child protection"],
  ["8", "For another authorised agency"],
  ["9", "Update, confirm or broadcast"],
  ["6", "Administration"],
  ["0", "Audit check"],
];

const LINKED_HOURS = 12;

export async function show({ session, go }) {
  const last = await lastEntry(session);
  const asked = await questions.list(session);
  const asking = { kind: "vehicle", values: {}, last, linked: last?.submission ?? null };
  const fields = h("div", {});
  const draw = () => replace(fields, asking.kind === "vehicle" ? vehicleFields(asking) : personFields(asking));
  draw();
  const say = h("p", { class: "field__problem", role: "alert" });
  const form = h("form", { class: "card", novalidate: true, autocomplete: "off" },
    kindChoice(asking, draw), fields, whyFields(asking), say,
    h("button", { class: "button button--wide", type: "submit" }, icon("ask"), "Ask"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(asking, { session, go, say });
  });
  return [
    h("h1", {}, "Ask the systems"),
    form,
    asked.length > 0 && h("section", { "aria-labelledby": "asked" },
      h("h2", { id: "asked" }, "Asked this shift"), h("ul", { class: "list" }, asked.map(row))),
  ];
}

function row(question) {
  return h("li", {}, h("a", { class: "list__row", href: `#/question/${question.id}` },
    icon(question.kind === "vehicle" ? "car" : "person", "icon--lead"),
    h("span", { class: "list__text" },
      h("span", { class: "list__title" }, summaryOf(question)),
      h("span", { class: "list__more" }, `${at(question.asked_at)} · ${ago(question.asked_at)}`),
      chip(standing(question))),
    icon("go", "icon--go")));
}

function kindChoice(asking, draw) {
  const option = (kind, label, name) => {
    const onchange = () => {
      asking.kind = kind;
      draw();
    };
    const input = h("input", { type: "radio", name: "ask-kind", value: kind, checked: asking.kind === kind, onchange });
    return h("label", { class: "choice" }, input, h("span", { class: "choice__label" }, icon(name), label));
  };
  return h("fieldset", { class: "field" },
    h("legend", { class: "field__label" }, "About"),
    h("div", { class: "choices choices--inline" }, option("vehicle", "Vehicle", "car"), option("person", "Person", "person")));
}

function input(asking, { name, label, help, kind = "", ...rest }) {
  const id = `ask-${name}`;
  const control = h("input", {
    id, class: `input ${kind}`, type: "text", autocomplete: "off", spellcheck: "false",
    value: asking.values[name] ?? "",
    "aria-describedby": help ? `${id}-help` : null,
    oninput: () => (asking.values[name] = control.value),
    ...rest,
  });
  return h("div", { class: "field" },
    h("label", { class: "field__label", for: id }, label),
    help && h("p", { class: "field__help", id: `${id}-help` }, help),
    control);
}

function vehicleFields(asking) {
  const known = subjectsOf(asking.last?.body).filter(({ vrm }) => vrm);
  return [
    offers(asking, known),
    input(asking, { name: "vrm", label: "Registration", kind: "input--plate", autocapitalize: "characters", maxlength: "11" }),
  ];
}

function personFields(asking) {
  const known = subjectsOf(asking.last?.body).filter(({ surname }) => surname);
  return [
    offers(asking, known),
    input(asking, { name: "surname", label: "Surname", autocapitalize: "words" }),
    input(asking, { name: "given_names", label: "Given names", autocapitalize: "words" }),
    input(asking, { name: "dob", label: "Date of birth", type: "date", kind: "input--date" }),
  ];
}

function offers(asking, subjects) {
  if (!subjects.length) return null;
  const fill = (subject) => () => {
    Object.assign(asking.values, subject);
    for (const [name, value] of Object.entries(subject)) {
      const control = document.getElementById(`ask-${name}`);
      if (control) control.value = value;
    }
  };
  const words = ({ vrm, surname, given_names: given }) => vrm ?? [given, surname].filter(Boolean).join(" ");
  return h("div", { class: "offers" },
    h("p", { class: "hint" }, "From your last entry:"),
    subjects.map((subject) => h("button", { class: "button button--quiet", type: "button", onclick: fill(subject) }, words(subject))));
}

/** People and vehicles an entry speaks of: [{surname, given_names, dob} or {vrm}]. */
function subjectsOf(body = {}) {
  const pick = (from, names) => Object.fromEntries(names.filter((name) => from[name]).map((name) => [name, from[name]]));
  const people = [body, ...(body.persons ?? [])].map((one) => pick(one, ["surname", "given_names", "dob"]));
  const vehicles = [body, ...(body.vehicles ?? [])].map((one) => pick(one, ["vrm"]));
  return [...people, ...vehicles].filter((subject) => subject.surname || subject.vrm);
}

function whyFields(asking) {
  const { last } = asking;
  asking.reason = "1";
  asking.values.purpose ??= last ? purposeOf(last) : "";
  const options = REASONS.map(([code, label]) => h("option", { value: code, selected: code === asking.reason }, `${code} ${label}`));
  const reason = h("select", { id: "ask-reason", class: "input", onchange: () => (asking.reason = reason.value) }, options);
  return [
    h("div", { class: "field" }, h("label", { class: "field__label", for: "ask-reason" }, "Reason"), reason),
    input(asking, { name: "purpose", label: "Why you are asking", maxlength: "250", help: "Written in the audit log beside your name." }),
    last && h("label", { class: "choice field" },
      h("input", { type: "checkbox", checked: true, onchange: (event) => (asking.linked = event.target.checked ? last.submission : null) }),
      h("span", { class: "choice__label" }, `Belongs to: ${last.title.toLowerCase()}, ${at(last.occurredAt)}`)),
  ];
}

const purposeOf = ({ title: what, occurredAt, body }) =>
  [`${what} ${at(occurredAt)}`, body.place?.text].filter(Boolean).join(", ").slice(0, 250);

/** The entry being written, or the last one signed, of this shift. */
async function lastEntry(session) {
  const recent = (iso) => Date.now() - Date.parse(iso) < LINKED_HOURS * 3_600_000;
  const [draft] = await drafts.list(session);
  const [signed] = await cases.list(session);
  if (draft && recent(draft.updatedAt) && !(signed?.at > draft.updatedAt)) {
    return { submission: draft.submission, title: draft.form.title, body: draft.body, occurredAt: draft.startedAt };
  }
  return signed && recent(signed.at) ? signed : undefined;
}

async function submit(asking, { session, go, say }) {
  const criteria = criteriaOf(asking);
  const purpose = asking.values.purpose.trim();
  if (!criteria) return replace(say, asking.kind === "vehicle" ? "Enter the registration." : "Enter the surname.");
  if (purpose.length < 3) return replace(say, "Say in a few words why you are asking. The systems demand it.");
  const place = asking.last?.body.place?.text ?? "";
  const body = { kind: asking.kind, criteria, purpose, reason_code: asking.reason, place, linked: asking.linked };
  const id = await questions.keep(session, body);
  go(`#/question/${id}`);
}

function criteriaOf({ kind, values }) {
  const names = kind === "vehicle" ? ["vrm"] : ["surname", "given_names", "dob"];
  const filled = names.map((name) => [name, (values[name] ?? "").trim()]).filter(([, value]) => value);
  const criteria = Object.fromEntries(filled);
  if (criteria.vrm) criteria.vrm = criteria.vrm.toUpperCase().replace(/\s+/g, "");
  return criteria.vrm || criteria.surname ? criteria : undefined;
}
