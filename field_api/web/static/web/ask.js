// Asking the systems one question. Why it is asked is filled in from the last entry written, for
// that is nearly always the reason; every question is logged with it.

import { standing, summaryOf } from "fieldbook/answers";
import * as justify from "fieldbook/asked";
import { ago, at } from "fieldbook/clock";
import * as cases from "fieldbook/cases";
import { ABOUT, criteriaFields, criteriaOf, textField } from "fieldbook/criteria";
import { h, replace } from "fieldbook/dom";
import * as drafts from "fieldbook/drafts";
import { icon } from "fieldbook/icons";
import { chip } from "fieldbook/parts";
import { thingsOf } from "fieldbook/onphone";
import { ofQuestion } from "fieldbook/onwatch";
import * as questions from "fieldbook/questions";
import { t } from "fieldbook/words";

export const title = t("Ask");
export const live = [];

// National reason codes of PNC and LEDS, the ones of the street first.
const REASONS = [
  ["1", t("Vehicle or person stopped")],
  ["2", t("Moving vehicle")],
  ["3", t("Abandoned or parked vehicle")],
  ["4", t("Road traffic collision")],
  ["5", t("Process or investigation")],
  ["7", t("Family or child protection")],
  ["8", t("For another authorised agency")],
  ["9", t("Update, confirm or broadcast")],
  ["6", t("Administration")],
  ["0", t("Audit check")],
];

// Kinds of entry that say why one asks. Otherwise the reason last given stands.
const REASON_OF = { "stop-search": "1" };

const LINKED_HOURS = 12;

const NO_CRITERIA = {
  person: t("Enter the surname."),
  vehicle: t("Enter the registration."),
  driver: t("Enter the driver number, or surname, given names and date of birth."),
  place: t("Enter the address or the postcode."),
  phone: t("Enter the number."),
  online: t("Enter the name, the e-mail address or the web address."),
  property: t("Enter the serial number, the IMEI or the frame number."),
};
const NOTHING = t("Type who or what you are asking about.");
const WHOSE = t("Say in full on whose behalf you are asking, or leave it empty.");
const NO_PURPOSE = t("Say in a few words why you are asking. The systems demand it.");

export async function show({ session, go }) {
  const last = await lastEntry(session);
  const asked = await questions.list(session);
  const asking = {
    kind: undefined,
    values: {},
    last,
    linked: last?.submission ?? null,
    reason: REASON_OF[last?.kind] ?? asked[0]?.reason_code ?? "1",
  };
  const say = h("p.field__problem", { role: "alert" });
  const sought = h("div");
  let typed;
  const form = h(
    "form.card",
    { novalidate: true, autocomplete: "off" },
    criteriaFields(asking),
    sought,
    whyFields(asking),
    say,
    h("button.button.button--wide", { type: "submit" }, icon("ask"), t("Ask")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(asking, { session, go, say });
  });
  form.addEventListener("input", look);
  form.addEventListener("click", look); // what is offered is put in without being typed
  return [
    h("h1", t("Ask the systems")),
    justify.invitation(session),
    form,
    asked.length > 0 &&
      h(
        "section",
        { "aria-labelledby": "asked" },
        h("h2", { id: "asked" }, t("Asked this shift")),
        h("ul.list", asked.map(row)),
      ),
  ];

  /** What is looked for stands there before anything is asked; of two looks the later counts. */
  async function look() {
    const criteria = criteriaOf(asking);
    const now = JSON.stringify([asking.kind, criteria]);
    if (typed === now) return;
    typed = now;
    const found = criteria && (await ofQuestion(session, thingsOf({ kind: asking.kind, criteria })));
    if (typed === now) replace(sought, found);
  }
}

function row(question) {
  return h(
    "li",
    h(
      "a.list__row",
      { href: `#/question/${question.id}` },
      icon(ABOUT[question.kind].icon, "icon--lead"),
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

/** Why it is asked: filled in where that is known already. The reason's code is one line, for it is
 *  nearly always the right one, a tap away from being changed. */
function whyFields(asking) {
  const { last } = asking;
  asking.values.purpose ??= last ? purposeOf(last) : "";
  const options = REASONS.map(([code, label]) =>
    h("option", { value: code, selected: code === asking.reason }, `${code} ${label}`),
  );
  const reason = h("select", { id: "ask-reason", class: "input" }, options);
  const line = h("span");
  reason.addEventListener("change", () => {
    asking.reason = reason.value;
    say();
  });
  say();
  return [
    textField(asking, {
      name: "purpose",
      label: t("Why you are asking"),
      maxlength: "250",
      autocapitalize: "sentences",
      help: t("Written in the audit log beside your name."),
    }),
    h(
      "details.asking__why",
      h("summary", h("strong", t("Reason"), ": "), line),
      h("div.field", h("label.field__label", { for: "ask-reason" }, t("Reason")), reason),
      textField(asking, {
        name: "on_behalf_of",
        label: t("On behalf of"),
        maxlength: "50",
        autocapitalize: "words",
        help: t("Only if somebody else wants to know: who."),
      }),
      last && belongs(asking),
    ),
  ];

  function say() {
    line.textContent = REASONS.find(([code]) => code === asking.reason).join(" ");
  }
}

function belongs(asking) {
  const { last } = asking;
  const what = { title: t(last.title).toLowerCase(), at: at(last.occurredAt) };
  return h(
    "label.choice.field",
    h("input", {
      type: "checkbox",
      checked: true,
      onchange: (event) => (asking.linked = event.target.checked ? last.submission : null),
    }),
    h("span.choice__label", t("Belongs to: {title}, {at}", what)),
  );
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

const unsaid = (purpose, behalf) =>
  (purpose.length < 3 && NO_PURPOSE) || ([1, 2].includes(behalf.length) && WHOSE);

async function submit(asking, { session, go, say }) {
  const criteria = criteriaOf(asking);
  const purpose = asking.values.purpose.trim();
  const behalf = (asking.values.on_behalf_of ?? "").trim();
  const missing = criteria ? unsaid(purpose, behalf) : (NO_CRITERIA[asking.kind] ?? NOTHING);
  if (missing) return void replace(say, missing);
  const { kind, reason, linked, last } = asking;
  const place = last?.body.place?.text ?? "";
  const body = { kind, criteria, purpose, reason_code: reason, place, linked };
  if (behalf) body.on_behalf_of = behalf;
  go(`#/question/${await questions.keep(session, body)}`);
}
