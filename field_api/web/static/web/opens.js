// One event, several records: what was written may call for other forms, which then begin filled in as
// far as it goes. They are offered one beside the other, never begun by themselves, and wait until
// each is written or somebody says that it is not needed.

import * as cases from "fieldbook/cases";
import { laidOut } from "fieldbook/copying";
import { h } from "fieldbook/dom";
import { carriedOver } from "fieldbook/prefill";
import * as store from "fieldbook/store";
import * as todo from "fieldbook/todo";
import { t } from "fieldbook/words";

/** The section of forms still to write; null where there are none. of: those that this submission
 *  called for, written or not; besides: those that others did. */
export async function stillToWrite({ session, go }, { of, besides } = {}) {
  const forms = new Map((await store.all("forms")).map((form) => [form.kind, form]));
  const every = (await todo.list(session)).filter(({ kind }) => forms.has(kind));
  const wanted = every.filter(({ submission, state }) =>
    of ? submission === of : state === "open" && submission !== besides,
  );
  if (wanted.length === 0) return null;
  const row = (one) => card(one, forms.get(one.kind), { session, go, whose: !of });
  const open = wanted.filter(({ state }) => state === "open");
  return h(
    "section.to-write",
    { "aria-label": of ? t("This calls for") : t("Still to write") },
    h("h2", of ? t("This calls for") : t("Still to write"), " ", count(open)),
    h("ul.to-write__list", wanted.map(row)),
  );
}

const count = (open) => open.length > 0 && h("span.count", open.length);

function card(one, form, { session, go, whose }) {
  const begin = async () => go(`#/write/${(await begun(session, one, form)).id}`);
  return h(
    "li",
    { class: `to-write__one to-write__one--${one.state}` },
    h("p.to-write__title", t(form.title)),
    one.state === "open" && h("p", t(one.say)),
    whose && h("p.hint", t("From your {form}", { form: t(one.title).toLowerCase() })),
    actions(one, form, begin),
  );
}

function actions(one, form, begin) {
  const again = () => todo.reopen(one);
  const act = (words, onclick, look = "link") => {
    const named = { class: look, "aria-label": `${words}: ${t(form.title)}` };
    return h("button", { type: "button", ...named, onclick }, words);
  };
  if (one.state === "done")
    return h("p.hint", t("Written."), " ", act(t("Write another"), again));
  if (one.state === "dismissed")
    return h("p.hint", t("Not needed."), " ", act(t("It is needed after all"), again));
  return h(
    "div.to-write__acts",
    act(one.draft ? t("Go on") : t("Begin"), begin, "button button--quiet"),
    !one.draft && act(t("Not needed"), () => todo.dismiss(one)),
  );
}

async function begun(session, one, form) {
  const { reference } = (await cases.one(session, one.submission)) ?? {};
  const about = { form: t(one.title).toLowerCase(), reference };
  const from = reference ? t("your {form} {reference}", about) : t("your {form}", about);
  const known = carriedOver(form, session, { copied: laidOut(form.schema, one.copied), reference, from });
  return todo.begin(session, one, form, known);
}
