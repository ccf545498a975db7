// The first screen: begin something, or go on with what was begun.

import { h } from "fieldbook/dom";
import * as drafts from "fieldbook/drafts";
import { icon } from "fieldbook/icons";
import { at } from "fieldbook/clock";
import { stillToWrite } from "fieldbook/opens";
import { prefilled } from "fieldbook/prefill";
import { fieldsOf, widgetOf } from "fieldbook/schema";
import * as store from "fieldbook/store";
import * as todo from "fieldbook/todo";
import { t } from "fieldbook/words";

const FEW = 6; // that are seen at one glance
const OFTEN = 3;

export const title = t("New entry");
export const live = ["drafts", "forms", "todo"];

export async function show({ session, go }) {
  const forms = (await store.all("forms")).sort((a, b) => a.title.localeCompare(b.title));
  const often = await writtenMost(session, forms);
  const called = (await todo.list(session)).filter(({ state }) => state === "open");
  const waiting = new Set(called.map(({ draft }) => draft?.id)); // they say themselves: go on
  const begun = (await drafts.list(session)).filter(({ id }) => !waiting.has(id));
  const begin = (form) => async () => {
    const draft = await drafts.begin(session, form, prefilled(form, session));
    go(`#/write/${draft.id}`);
  };
  return [
    h("h1", t("New entry")),
    begun.length > 0 &&
      h(
        "section",
        { "aria-labelledby": "begun" },
        h("h2", { id: "begun" }, t("Begun, not signed")),
        h("ul.list", begun.map(draftRow)),
      ),
    await stillToWrite({ session, go }),
    often.length > 0 && kinds("often", t("Written most"), often.map(brief), begin),
    forms.length
      ? kinds("kinds", often.length > 0 ? t("All forms") : begun.length > 0 && t("Begin another"), forms, begin)
      : noForms(),
  ];
}

/** Who writes it most needs no telling what it is for. */
const brief = (form) => ({ ...form, summary: "" });

const kinds = (id, words, forms, begin) =>
  h(
    "section",
    words ? { "aria-labelledby": id } : {},
    words && h("h2", { id }, words),
    h("ul.list", forms.map((form) => kindRow(form, begin(form)))),
  );

/** The forms this officer wrote most on this phone, where there are so many that one looks for them. */
async function writtenMost({ notebook }, forms) {
  if (forms.length <= FEW) return [];
  const times = new Map();
  for (const name of ["entries", "outbox"])
    for (const { kind, notebook: whose } of await store.all(name))
      if (whose === notebook.id) times.set(kind, (times.get(kind) ?? 0) + 1);
  const written = forms.filter(({ kind }) => times.has(kind));
  return written.sort((a, b) => times.get(b.kind) - times.get(a.kind)).slice(0, OFTEN);
}

function kindRow(form, onclick) {
  return h(
    "li",
    h(
      "button.list__row",
      { type: "button", onclick },
      icon("pen", "icon--lead"),
      h("span.list__text", h("span.list__title", t(form.title)), form.summary && h("span.list__more", t(form.summary))),
      icon("go", "icon--go"),
    ),
  );
}

function draftRow(draft) {
  const answering = draft.picks
    ? `${t("Two versions")}, `
    : draft.parents.length > 0 && `${t("Correction")}, `;
  const begins = beginning(draft);
  const href = draft.picks ? `#/settle/${draft.submission}` : `#/write/${draft.id}`;
  return h(
    "li",
    h(
      "a.list__row",
      { href },
      icon("pen", "icon--lead"),
      h(
        "span.list__text",
        h("span.list__title", t(draft.form.title)),
        begins && h("span.list__more.list__more--line", begins),
        h("span.list__more", answering, t("kept on this phone at {time}", { time: at(draft.updatedAt) })),
      ),
      icon("go", "icon--go"),
    ),
  );
}

/** What tells one note from another: the first words that somebody wrote in it. */
const beginning = ({ form, body }) =>
  fieldsOf(form.schema)
    .filter(({ spec }) => widgetOf(spec) === "textarea")
    .map(({ name }) => body[name])
    .find(Boolean) ?? body.subject;

const noForms = () =>
  h("p.hint", t("The forms come to this phone at the first contact with the server."));
