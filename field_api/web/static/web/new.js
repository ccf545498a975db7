// The first screen: begin something, or go on with what was begun.

import { h } from "fieldbook/dom";
import * as drafts from "fieldbook/drafts";
import { icon } from "fieldbook/icons";
import { ago } from "fieldbook/clock";
import { prefilled } from "fieldbook/prefill";
import * as store from "fieldbook/store";

const FEW = 6; // that are seen at one glance
const OFTEN = 3;

export const title = "New entry";
export const live = ["drafts", "forms"];

export async function show({ session, go }) {
  const forms = (await store.all("forms")).sort((a, b) => a.title.localeCompare(b.title));
  const often = await writtenMost(session, forms);
  const begun = await drafts.list(session);
  const begin = (form) => async () => {
    const draft = await drafts.begin(session, form);
    draft.body = prefilled(form, session);
    await drafts.save(draft);
    go(`#/write/${draft.id}`);
  };
  return [
    h("h1", "New entry"),
    begun.length > 0 &&
      h(
        "section",
        { "aria-labelledby": "begun" },
        h("h2", { id: "begun" }, "Begun, not signed"),
        h("ul.list", begun.map(draftRow)),
      ),
    often.length > 0 && kinds("often", "Written most", often, begin),
    forms.length
      ? kinds("kinds", often.length > 0 ? "All forms" : begun.length > 0 && "Begin another", forms, begin)
      : noForms(),
  ];
}

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
      h("span.list__text", h("span.list__title", form.title), h("span.list__more", form.summary)),
      icon("go", "icon--go"),
    ),
  );
}

function draftRow(draft) {
  const answering = draft.picks ? "Two versions, " : draft.parents.length > 0 ? "Correction, " : "";
  const href = draft.picks ? `#/settle/${draft.submission}` : `#/write/${draft.id}`;
  return h(
    "li",
    h(
      "a.list__row",
      { href },
      icon("pen", "icon--lead"),
      h(
        "span.list__text",
        h("span.list__title", draft.form.title),
        h("span.list__more", `${answering}last written ${ago(draft.updatedAt)}`),
      ),
      icon("go", "icon--go"),
    ),
  );
}

const noForms = () =>
  h("p.hint", "The forms come to this phone at the first contact with the server.");
