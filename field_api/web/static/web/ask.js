// Asking the systems one question. Why it is asked is filled in from the last entry written, for
// that is nearly always the reason; every question is logged with it.

import { standing, summaryOf } from "fieldbook/answers";
import * as justify from "fieldbook/asked";
import { ago, at } from "fieldbook/clock";
import * as cases from "fieldbook/cases";
import { criteriaFields, criteriaOf, textField } from "fieldbook/criteria";
import { h, replace } from "fieldbook/dom";
import * as drafts from "fieldbook/drafts";
import { icon } from "fieldbook/icons";
import { chip } from "fieldbook/parts";
import * as questions from "fieldbook/questions";

export const title = "Ask";
export const live = [];

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

// Kinds of entry that say why one asks. Otherwise the reason last given stands.
const REASON_OF = { "stop-search": "1" };

const LINKED_HOURS = 12;

const NO_CRITERIA = { vehicle: "Enter the registration.", person: "Enter the surname." };
const NO_PURPOSE = "Say in a few words why you are asking. The systems demand it.";

export async function show({ session, go }) {
  const last = await lastEntry(session);
  const asked = await questions.list(session);
  const asking = {
    kind: asked[0]?.kind ?? "vehicle",
    values: {},
    last,
    linked: last?.submission ?? null,
    reason: REASON_OF[last?.kind] ?? asked[0]?.reason_code ?? "1",
  };
  const say = h("p.field__problem", { role: "alert" });
  const form = h(
    "form.card",
    { novalidate: true, autocomplete: "off" },
    criteriaFields(asking),
    whyFields(asking),
    say,
    h("button.button.button--wide", { type: "submit" }, icon("ask"), "Ask"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(asking, { session, go, say });
  });
  return [
    h("h1", "Ask the systems"),
    justify.invitation(session),
    form,
    asked.length > 0 &&
      h(
        "section",
        { "aria-labelledby": "asked" },
        h("h2", { id: "asked" }, "Asked this shift"),
        h("ul.list", asked.map(row)),
      ),
  ];
}

function row(question) {
  return h(
    "li",
    h(
      "a.list__row",
      { href: `#/question/${question.id}` },
      icon(question.kind === "vehicle" ? "car" : "person", "icon--lead"),
      h(
        "span.list__text",
        h("span.list__title", summaryOf(question)),
        h("span.list__more", `${at(question.asked_at)} · ${ago(question.asked_at)}`),
        chip(standing(question)),
      ),
      icon("go", "icon--go"),
    ),
  );
}

function whyFields(asking) {
  const { last } = asking;
  asking.values.purpose ??= last ? purposeOf(last) : "";
  const options = REASONS.map(([code, label]) =>
    h("option", { value: code, selected: code === asking.reason }, `${code} ${label}`),
  );
  const reason = h(
    "select",
    { id: "ask-reason", class: "input", onchange: () => (asking.reason = reason.value) },
    options,
  );
  return [
    h("div.field", h("label.field__label", { for: "ask-reason" }, "Reason"), reason),
    textField(asking, {
      name: "purpose",
      label: "Why you are asking",
      maxlength: "250",
      help: "Written in the audit log beside your name.",
    }),
    last &&
      h(
        "label.choice.field",
        h("input", {
          type: "checkbox",
          checked: true,
          onchange: (event) => (asking.linked = event.target.checked ? last.submission : null),
        }),
        h("span.choice__label", `Belongs to: ${last.title.toLowerCase()}, ${at(last.occurredAt)}`),
      ),
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
    return {
      submission: draft.submission,
      kind: draft.kind,
      title: draft.form.title,
      body: draft.body,
      occurredAt: draft.startedAt,
    };
  }
  return signed && recent(signed.at) ? signed : undefined;
}

async function submit(asking, { session, go, say }) {
  const criteria = criteriaOf(asking);
  const purpose = asking.values.purpose.trim();
  const missing = criteria ? purpose.length < 3 && NO_PURPOSE : NO_CRITERIA[asking.kind];
  if (missing) return void replace(say, missing);
  const { kind, reason, linked, last } = asking;
  const place = last?.body.place?.text ?? "";
  const body = { kind, criteria, purpose, reason_code: reason, place, linked };
  go(`#/question/${await questions.keep(session, body)}`);
}
