// Writing an entry. Every keystroke is kept on the phone; signing is one tap, and a hint never
// stands in its way: what is missing can be added from the station, what was seen cannot be
// seen again.

import { choose } from "fieldbook/dialogs";
import { at } from "fieldbook/clock";
import { h, replace } from "fieldbook/dom";
import * as drafts from "fieldbook/drafts";
import { goTo, render } from "fieldbook/forms";
import { icon } from "fieldbook/icons";
import * as outbox from "fieldbook/outbox";
import { back, button, marking, panel } from "fieldbook/parts";
import * as references from "fieldbook/references";
import { bodyToSign, fieldsOf, widgetOf } from "fieldbook/schema";
import * as sync from "fieldbook/sync";

const PAUSE = 300; // milliseconds without a keystroke before a draft is written to the disk

export const title = "Write";
export const live = [];

export async function show({ session, id, go, signal }) {
  const begun = await drafts.get(id);
  const draft = begun && (await references.number(session, begun));
  if (!draft)
    return [
      h("h1", "Not here any more"),
      h("p", "This draft was signed or thrown away."),
      h("a", { href: "#/work" }, "Go to my work"),
    ];
  const keeper = keepSaved(draft, signal);
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
    h(
      "p.after-form",
      button("Throw this draft away", () => throwAway(session, draft, keeper, go), {
        kind: "button--text-danger",
      }),
    ),
    h(
      "div.actions",
      keeper.words,
      button("Sign and save", () => finish({ session, draft, form, keeper, go }), {
        kind: "button--wide",
        iconName: "pen",
      }),
    ),
  ];
}

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

/** Writes the draft to the disk shortly after each change, and at once when the page is left. */
function keepSaved(draft, signal) {
  let timer;
  let closed = false;
  const words = h("p.actions__kept");
  const say = () =>
    replace(words, icon("phone"), `Draft kept on this phone, ${at(draft.updatedAt)}`);
  document.addEventListener("visibilitychange", save, { signal });
  addEventListener("pagehide", save, { signal });
  signal.addEventListener("abort", save);
  say();
  return { changed, words, close, reopen };

  async function save() {
    clearTimeout(timer);
    if (closed) return;
    await drafts.save(draft);
    say();
  }

  function changed() {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  /** Stops keeping the draft; false when it was stopped already. */
  function close() {
    clearTimeout(timer);
    const first = !closed;
    closed = true;
    return first;
  }

  function reopen() {
    closed = false;
    void save();
  }
}

async function finish({ session, draft, form, keeper, go }) {
  const missing = form.check(true);
  if (missing.length && (await askAnyway(missing)) !== "sign") return;
  if (!keeper.close()) return; // tapped twice
  const body = bodyToSign(draft.form.schema, draft.body);
  const frozen = { ...draft, body, occurredAt: whenItHappened(draft.form, body) };
  try {
    const item = await outbox.sign(session, frozen, { title: draft.form.title });
    void sync.wake();
    go(`#/saved/${item.submission}`);
  } catch (error) {
    keeper.reopen();
    await notSaved(error);
  }
}

const notSaved = (error) =>
  choose({
    title: "Not saved",
    body: [
      h("p", "This phone could not keep the entry. What you wrote is still on the screen."),
      h("p.hint", error.message),
    ],
    actions: [{ value: undefined, label: "Go back and try again", primary: true }],
  });

/** The instant an entry is about: the first date and time of its form that is filled in. */
function whenItHappened(form, body) {
  const when = fieldsOf(form.schema).find(
    ({ name, spec }) => widgetOf(spec) === "datetime" && body[name],
  );
  return when && body[when.name];
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
