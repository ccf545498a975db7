// Writing an entry. Every keystroke is kept on the phone; signing is one tap, and a hint never
// stands in its way: what is missing can be added from the station, what was seen cannot be
// seen again.

import { returnTo } from "fieldbook/bookmark";
import { choose } from "fieldbook/dialogs";
import { h } from "fieldbook/dom";
import * as drafts from "fieldbook/drafts";
import { goTo, render } from "fieldbook/forms";
import { keepSaved } from "fieldbook/keeper";
import { rowGone } from "fieldbook/links";
import * as onwatch from "fieldbook/onwatch";
import { madeOf } from "fieldbook/origins";
import { back, button, marking, panel } from "fieldbook/parts";
import { watch } from "fieldbook/recognition";
import * as references from "fieldbook/references";
import { signDraft } from "fieldbook/signing";
import { picker } from "fieldbook/taking";
import { n, pieces, t } from "fieldbook/words";

export const title = t("Write");
export const live = [];

/** Goes on where this was left. */
export const enter = ({ place }) => returnTo(place);

export async function show(context) {
  const { session, id, go, signal } = context;
  const begun = await drafts.get(session, id);
  const draft = begun && (await references.number(session, begun));
  if (!draft)
    return [
      h("h1", t("Not here any more")),
      h("p", t("This draft was signed or thrown away.")),
      h("a", { href: "#/work" }, t("Go to my work")),
    ];
  context.place = draft.place;
  const keeper = keepSaved(draft, signal);
  const { changed } = keeper;
  const taken = draft.form.files ? noFiles(draft.form.files) : await picker(draft, { changed, signal });
  const form = render(draft.form, {
    body: draft.body,
    notes: draft.notes,
    origins: draft.origins,
    changed: () => {
      keeper.changed();
      known.look();
      sought.look();
    },
    moved: (pointer, index) => rowGone(draft, pointer, index),
  });
  const { writing } = form;
  const known = watch({ session, draft, writing, changed: keeper.changed, signal });
  const sought = onwatch.over({ session, body: draft.body, writing, signal });
  writing.checks.push(known.draw);
  known.look();
  return [
    marking(draft.form.marking),
    draft.parents.length > 0 ? back(`#/entry/${draft.submission}`, t("Entry")) : back("#/new", t("New")),
    h("h1", t(draft.form.title)),
    draft.parents.length > 0 && cameBack(draft),
    draft.reference && receipt(draft.reference),
    carried(draft),
    form.node,
    taken.node,
    h(
      "p.after-form",
      button(t("Throw this draft away"), () => throwAway({ session, draft, taken, keeper, go }), {
        kind: "button--text-danger",
      }),
    ),
    h(
      "div.actions",
      keeper.words,
      button(t("Sign and save"), () => finish({ session, draft, form, taken, keeper, go }), {
        kind: "button--wide",
        iconName: "pen",
      }),
    ),
  ];
}

/** Some things must not be copied onto a phone at all. */
const noFiles = ({ instead }) => ({
  node: panel("bad", t("No photos or files here"), h("p", t(instead))),
  settled: () => Promise.resolve(),
  abandon: () => Promise.resolve(),
});

/** What this begins with from elsewhere, said once at the top; each such field says it again. */
function carried({ form, body, origins = [] }) {
  const { reused } = madeOf(form.schema, body, origins);
  if (reused === 0) return null;
  const whence = [...new Set(origins.flatMap(({ from }) => from ?? []))].join(t(" and "));
  const title = n("{count} answer is from {whence}", "{count} answers are from {whence}", reused, { whence });
  return panel("info", title, h("p", t("Each is marked. Tap one to change it.")));
}

const receipt = (reference) =>
  panel(
    "info",
    h("span", pieces("Receipt number {number}", { number: h("strong.reference", reference) })),
    h("p", t("Put it on the copy or receipt you give. It is reserved for this record.")),
  );

function cameBack({ notes, returned }) {
  const count = n(
    "{count} remark stands at its field below.",
    "{count} remarks stand at their fields below.",
    notes.length,
  );
  return panel(
    "warn",
    t("Correct and send again"),
    returned && h("p", returned),
    notes.length > 0 && h("p", count),
  );
}

async function finish({ session, draft, form, taken, keeper, go }) {
  const missing = form.check(true);
  if (missing.length && (await askAnyway(missing)) !== "sign") return;
  await taken.settled();
  await signDraft({ session, draft, keeper, go });
}

async function askAnyway(missing) {
  const row = ({ pointer, label, text, law }) =>
    h(
      "li",
      h(
        "button.open-things__go",
        { type: "button", onclick: (event) => leadTo(event, pointer) },
        h("span.open-things__label", label),
        h("span", text),
        law && h("span.field__law", t("Required: {law}", { law })),
      ),
    );
  return choose({
    title: n("One thing is still open", "{count} things are still open", missing.length),
    body: [
      h("p", t("You can sign now. What is missing can be added later, as a correction.")),
      h("ul.open-things", missing.map(row)),
    ],
    actions: [
      { value: "sign", label: t("Sign and save now"), primary: true },
      { value: undefined, label: t("Go back") },
    ],
  });
}

function leadTo(event, pointer) {
  event.target.closest("dialog").close();
  goTo(pointer);
}

async function throwAway({ session, draft, taken, keeper, go }) {
  const sure = await choose({
    title: t("Throw this draft away?"),
    body: h("p", t("It has not been signed. It cannot be brought back.")),
    actions: [
      { value: "yes", label: t("Throw away"), danger: true },
      { value: undefined, label: t("Keep it") },
    ],
  });
  if (sure !== "yes") return;
  keeper.close();
  await taken.abandon();
  await drafts.discard(draft.id);
  await references.throwAway(session, draft);
  go("#/new");
}
