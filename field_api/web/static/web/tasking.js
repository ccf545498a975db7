// What this officer is asked to do, and one of it: whether they go, the entry, what came of it.

import * as alertbar from "fieldbook/alertbar";
import { ago, at, plainDate } from "fieldbook/clock";
import { h } from "fieldbook/dom";
import * as drafts from "fieldbook/drafts";
import { icon } from "fieldbook/icons";
import { back, button, chip, facts, marking, panel } from "fieldbook/parts";
import { carriedOver } from "fieldbook/prefill";
import { answersAbout } from "fieldbook/sought";
import * as store from "fieldbook/store";
import * as sync from "fieldbook/sync";
import * as tasks from "fieldbook/tasks";
import { pieces, t } from "fieldbook/words";

export const title = t("Asked of you");
export const live = ["tasks", "drafts", "forms"];

const VERBS = {
  arrest: t("Locate and arrest"),
  stop: t("Stop and check"),
  welfare: t("Check on their welfare"),
  recover: t("Find and recover"),
  enquire: t("Make an enquiry"),
};
const OUTCOMES = {
  arrested: t("Arrested"),
  located: t("Located"),
  stopped: t("Stopped and checked"),
  safe: t("Safe and well"),
  recovered: t("Recovered"),
  done: t("Done"),
  not_found: t("Not found"),
};
const KNOWN = {
  surname: t("Surname"),
  given_names: t("Given names"),
  dob: t("Date of birth"),
  address: t("Address"),
  postcode: t("Postcode"),
  vrm: t("Registration mark"),
  make: t("Make"),
  model: t("Model"),
  colour: t("Colour"),
  number: t("Number"),
};
const LONGEST = 500;

/** What is asked, in words. */
export const verbOf = ({ verb }) => VERBS[verb];

/** Opening one is seeing it. */
export async function enter({ id }) {
  if (id && (await tasks.see(id))) void sync.wake();
}

export async function show(context) {
  if (!context.id) return [back("#/alerts", t("Alerts")), h("h1", title), listed(await tasks.list())];
  const task = await tasks.one(context.id);
  return task ? whole(task, context) : over();
}

const listed = (every) => rows(every) || h("p.lede", t("Nothing is asked of you."));

/** The list of them; null where there is none. */
export const rows = (every) => every.length > 0 && h("ul.list", every.map(row));

const row = (task) =>
  h(
    "li",
    h(
      "a.list__row",
      { href: `#/tasks/${task.id}` },
      h(
        "span.list__text",
        h("span.list__title", task.doc.what),
        h("span.list__more", verbOf(task.doc)),
        h("span.row", alertbar.urgency(task.doc), stateChip(task)),
        h("span.list__more", ago(task.doc.issued_at), task.doc.due_at && `, ${t("due {time}", { time: at(task.doc.due_at) })}`),
      ),
      icon("go", "icon--go"),
    ),
  );

function stateChip(task) {
  if (tasks.needsLook(task)) return chip({ word: t("Not seen"), tone: "wait", icon: "dash" });
  const last = tasks.stateOf(task);
  if (!last) return chip({ word: t("Not answered"), tone: "wait", icon: "dash" });
  if (last.step === "declined") return chip({ word: t("Declined"), tone: "info", icon: "dash" });
  return chip({ word: OUTCOMES[last.outcome] ?? t("You go"), tone: "good", icon: "tick" });
}

async function whole(task, context) {
  const { doc } = task;
  return [
    back("#/alerts", t("Alerts")),
    h("h1", doc.what),
    h("p.under-title", verbOf(doc), " ", alertbar.urgency(doc), " ", stateChip(task)),
    marking(doc.marking),
    doc.advice && h("p.alert-advice", doc.advice),
    doc.words && h("p.written", doc.words),
    h(
      "section.card",
      { "aria-label": t("Who or what") },
      facts([
        ...known(doc.sought),
        [t("Where"), doc.place],
        [t("Due"), doc.due_at && at(doc.due_at)],
        [t("Also going"), doc.going.join(", ")],
      ]),
    ),
    h("p.hint", t("From {who}, {unit}", { who: doc.from, unit: doc.unit })),
    said(task),
    ...(await acting(task, context)),
  ];
}

const known = ({ attributes = {} }) =>
  Object.entries(KNOWN).map(([name, label]) => [label, name === "dob" ? born(attributes) : attributes[name]]);

const born = ({ dob }) => dob && plainDate(dob);

function said(task) {
  const words = { accepted: t("You go"), declined: t("Declined"), wrote: t("You wrote the entry"), outcome: "" };
  const every = tasks.said(task).filter(({ step }) => step in words);
  const line = ({ step, outcome, words: why, submission, at: when, told }) =>
    h(
      "li",
      [words[step] || OUTCOMES[outcome], at(when), why].filter(Boolean).join(" · "),
      submission && [" · ", h("a", { href: `#/entry/${submission}` }, t("See it"))],
      !told && ` (${t("not sent yet")})`,
    );
  return every.length > 0 && panel("good", t("You said"), h("ul", every.map(line)));
}

/** Going first; then writing it up and what came of it. Who declined may change their mind. */
async function acting(task, context) {
  const last = tasks.stateOf(task)?.step;
  if (last === undefined || last === "declined") return [answering(task, last)];
  return [await writingUp(task, context), ending(task)];
}

let writing; // {key, input, problem}: the same one each time, for the screen is drawn anew under the words

function wordsFor(key) {
  if (writing?.key !== key) {
    const input = h("input.input", { id: "task-words", maxlength: LONGEST, autocomplete: "off" });
    writing = { key, input, problem: h("p.field__problem", { role: "alert" }) };
  }
  return writing;
}

function saying(task, { input }, step, other) {
  const words = input.value.trim();
  input.value = "";
  return tasks.say(task.id, step, { ...other, words }).then(() => void sync.wake());
}

function answering(task, last) {
  const words = wordsFor(`answer:${task.id}`);
  const decline = () => {
    words.problem.textContent = words.input.value.trim() ? "" : t("Say why you can’t: whoever asked has to find another.");
    return words.problem.textContent ? words.input.focus() : saying(task, words, "declined");
  };
  const accept = () => {
    words.input.value = ""; // why not is no longer of interest
    words.problem.textContent = "";
    return saying(task, words, "accepted");
  };
  return h(
    "section.card",
    { "aria-labelledby": "answering" },
    h("h2", { id: "answering" }, last ? t("Can you go after all?") : t("Can you go?")),
    h("p.hint", t("Being asked is no ground for a search or an arrest: you need your own.")),
    h(
      "div.stack",
      button(t("I go"), accept, { kind: "button--wide", iconName: "tick" }),
      !last && [
        h("div.field", h("label.field__label", { for: "task-words" }, t("If you can’t, why")), words.input, words.problem),
        button(t("I can’t"), decline, { kind: "button--quiet button--wide" }),
      ],
    ),
  );
}

async function writingUp({ id, doc }, { session, go }) {
  const forms = new Map((await store.all("forms")).map((form) => [form.kind, form]));
  const begun = (await drafts.list(session)).filter(({ tasking }) => tasking === id);
  const wanted = doc.forms.flatMap((kind) => forms.get(kind) ?? []);
  const begin = (form) => async () => go(`#/write/${(await drafted(session, form, { id, doc })).id}`);
  const open = (form) => begun.find(({ kind }) => kind === form.kind);
  const label = (form) => {
    const name = t(form.title);
    return open(form) ? t("Go on: {form}", { form: name }) : t("Write: {form}", { form: name });
  };
  const act = (form, n) => {
    const onclick = open(form) ? () => go(`#/write/${open(form).id}`) : begin(form);
    return button(label(form), onclick, { kind: n === 0 ? "button--wide" : "button--quiet button--wide", iconName: "pen" });
  };
  return (
    wanted.length > 0 &&
    h(
      "section.card",
      { "aria-labelledby": "writing-up" },
      h("h2", { id: "writing-up" }, t("Write the entry")),
      h("p.hint", t("What is known is filled in, and whoever asked sees that it is written.")),
      h("div.stack", wanted.map(act)),
    )
  );
}

function drafted(session, form, { id, doc }) {
  const copied = answersAbout(form.schema, { attributes: {}, ...doc.sought });
  const known = carriedOver(form, session, { copied, from: t("the tasking") });
  return drafts.begin(session, form, { ...known, tasking: id });
}

function ending(task) {
  const words = wordsFor(`end:${task.id}`);
  const { outcomes, ends } = task.doc;
  const end = (outcome) => () => saying(task, words, "outcome", { outcome });
  const over = ends.map((one) => OUTCOMES[one]).join(t(" or "));
  return h(
    "section.card",
    { "aria-labelledby": "ending" },
    h("h2", { id: "ending" }, t("What came of it")),
    h("p.hint", pieces("{over} ends it for everybody, and takes back its alerts.", { over: h("strong", over) })),
    h("label.field__label", { for: "task-words" }, t("In a few words, if you like")),
    words.input,
    h("div.alert-outcomes", outcomes.map((one) => button(OUTCOMES[one], end(one), { kind: ends.includes(one) ? "" : "button--quiet" }))),
  );
}

const over = () => [
  back("#/alerts", t("Alerts")),
  h("h1", t("This is over, or no longer asked of you")),
  h("p", t("It was done, ended or given to others. What you said and wrote of it is kept.")),
  h("p", h("a", { href: "#/work" }, t("Go to my work"))),
];
