// Writing an entry. Every keystroke is kept on the phone; signing is one tap, and a hint never
// stands in its way: what is missing can be added from the station, what was seen cannot be
// seen again.

import { choose } from "fieldbook/dialogs";
import { h } from "fieldbook/dom";
import * as drafts from "fieldbook/drafts";
import { goTo, render } from "fieldbook/forms";
import { keepSaved } from "fieldbook/keeper";
import { back, button, marking, panel } from "fieldbook/parts";
import * as references from "fieldbook/references";
import { signDraft } from "fieldbook/signing";
import { picker } from "fieldbook/taking";

export const title = "Write";
export const live = [];

export async function show({ session, id, go, signal }) {
  const begun = await drafts.get(session, id);
  const draft = begun && (await references.number(session, begun));
  if (!draft)
    return [
      h("h1", "Not here any more"),
      h("p", "This draft was signed or thrown away."),
      h("a", { href: "#/work" }, "Go to my work"),
    ];
  const keeper = keepSaved(draft, signal);
  const taken = draft.form.files ? noFiles(draft.form.files) : await picker(draft, keeper.changed);
  const form = render(draft.form, {
    body: draft.body,
    notes: draft.notes,
    changed: keeper.changed,
  });
  return [
    marking(draft.form.marking),
    draft.parents.length > 0 ? back(`#/entry/${draft.submission}`, "Entry") : back("#/new", "New"),
    h("h1", draft.form.title),
    draft.parents.length > 0 && cameBack(draft),
    draft.reference && receipt(draft.reference),
    form.node,
    taken.node,
    h(
      "p.after-form",
      button("Throw this draft away", () => throwAway(session, draft, keeper, go), {
        kind: "button--text-danger",
      }),
    ),
    h(
      "div.actions",
      keeper.words,
      button("Sign and save", () => finish({ session, draft, form, taken, keeper, go }), {
        kind: "button--wide",
        iconName: "pen",
      }),
    ),
  ];
}

/** Some things must not be copied onto a phone at all. */
const noFiles = ({ instead }) => ({
  node: panel("bad", "No photos or files here", h("p", instead)),
  settled: () => Promise.resolve(),
});

const receipt = (reference) =>
  panel(
    "info",
    h("span", "Receipt number ", h("strong.reference", reference)),
    h("p", "Put it on the copy or receipt you give. It is reserved for this record."),
  );

function cameBack({ notes, returned }) {
  const count =
    notes.length === 1
      ? "1 remark stands at its field"
      : `${notes.length} remarks stand at their fields`;
  return panel(
    "warn",
    "Correct and send again",
    returned && h("p", returned),
    notes.length > 0 && h("p", `${count} below.`),
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
        law && h("span.field__law", `Required: ${law}`),
      ),
    );
  return choose({
    title:
      missing.length === 1 ? "One thing is still open" : `${missing.length} things are still open`,
    body: [
      h("p", "You can sign now. What is missing can be added later, as a correction."),
      h("ul.open-things", missing.map(row)),
    ],
    actions: [
      { value: "sign", label: "Sign and save now", primary: true },
      { value: undefined, label: "Go back" },
    ],
  });
}

function leadTo(event, pointer) {
  event.target.closest("dialog").close();
  goTo(pointer);
}

async function throwAway(session, draft, keeper, go) {
  const sure = await choose({
    title: "Throw this draft away?",
    body: h("p", "It has not been signed. It cannot be brought back."),
    actions: [
      { value: "yes", label: "Throw away", danger: true },
      { value: undefined, label: "Keep it" },
    ],
  });
  if (sure !== "yes") return;
  keeper.close();
  await drafts.discard(draft.id);
  await references.throwAway(session, draft);
  go("#/new");
}
