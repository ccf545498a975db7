// "Two versions of this stand. Say which." Field by field, the author points at an answer or writes
// it anew, and signs one entry that follows all of them. Until the server has it both stay.

import { at } from "fieldbook/clock";
import * as cases from "fieldbook/cases";
import { choose } from "fieldbook/dialogs";
import { h } from "fieldbook/dom";
import * as drafts from "fieldbook/drafts";
import { goTo } from "fieldbook/forms";
import * as files from "fieldbook/files";
import * as fork from "fieldbook/fork";
import { keepSaved } from "fieldbook/keeper";
import * as outbox from "fieldbook/outbox";
import { back, button, marking, panel } from "fieldbook/parts";
import { bodyCards, formOf } from "fieldbook/reading";
import { signDraft } from "fieldbook/signing";
import * as store from "fieldbook/store";
import * as sync from "fieldbook/sync";
import * as versions from "fieldbook/versions";
import { versus } from "fieldbook/versus";
import { n, t } from "fieldbook/words";

export const title = t("Say which");
export const live = [];

/** Fetches what is not on this phone, and shows it when it has come: with this contact or, where a
 *  round of sync is under way that asked before, with a later one. What counts is that the page waits
 *  for it, not whether it is here by now: it may have come since the page was made. */
export async function enter({ session, id, go, signal, awaits }) {
  if (!awaits) return;
  const lacking = async () => {
    const one = await cases.one(session, id);
    return one?.forked && !(await gathered(one)).whole;
  };
  const look = async (names) => {
    if (!names.some((name) => STORES.has(name)) || (await lacking()) || signal.aborted) return;
    go(location.hash);
  };
  signal.addEventListener("abort", store.watch(look));
  void sync.wake();
  await look([...STORES]);
}

const STORES = new Set(["docs", "forms"]); // of what is gathered

/** What there is to choose from on this phone, and whether nothing of it is still to come. */
async function gathered(one) {
  const form = await formOf(one.kind);
  const every = (await versions.standing(one)).map(named);
  return { form, every, whole: Boolean(form) && every.length === one.heads.length };
}

export async function show(context) {
  const { session, id } = context;
  const one = await cases.one(session, id);
  const way = back(`#/entry/${id}`, t("Entry"));
  if (!one?.forked) return settled(session, id, way);
  const { form, every, whole } = await gathered(one);
  const marked = one.doc?.marking ?? form?.marking ?? "OFFICIAL-SENSITIVE";
  const head = [marking(marked, one.doc?.groups), way];
  const words = h("h1", COUNTS[one.heads.length] ?? t("Several versions of this stand"));
  context.awaits = !whole;
  if (!whole) return [head, words, awaited(every)];
  const written = every.filter(({ intent }) => intent === "submit");
  return [
    head,
    words,
    h("p.lede", t("Say which. Nothing is lost: all stay in your notebook, whatever you choose.")),
    every.filter(({ intent }) => intent === "withdraw").map((v) => withdrawal(v, one, context)),
    written.length > 0 && (await choosing(one, form, written, context)),
  ];
}

const COUNTS = {
  2: t("Two versions of this stand"),
  3: t("Three versions of this stand"),
  4: t("Four versions of this stand"),
};

const named = (version, index) => ({ ...version, name: t("Version {letter}", { letter: "ABCDEFGH"[index] ?? `${index}` }) });

const whence = ({ at: when, here }) =>
  here
    ? t("written {time} on this phone", { time: at(when) })
    : t("written {time} on another phone", { time: at(when) });

async function settled(session, id, way) {
  const begun = await drafts.settling(session, id);
  if (begun) await drafts.discard(begun.id);
  return [way, h("h1", t("One version stands")), h("p", t("There is nothing to choose any more."))];
}

const awaited = (every) => [
  h("p.lede", t("One of them is not on this phone yet. It comes with the next contact.")),
  h("ul", every.map((one) => h("li", `${one.name}, ${whence(one)}`))),
];

function withdrawal(version, { submission, kind, title: name, doc, heads }, { session, go }) {
  const agree = async () => {
    const { body, id } = version;
    const wish = { id: "", submission, parents: heads, kind, body, version: doc?.version ?? 1 };
    const about = { ...wish, startedAt: doc?.occurred_at ?? version.at };
    const begun = await drafts.settling(session, submission);
    await outbox.sign(session, about, { intent: "withdraw", title: name });
    if (begun) await drafts.discard(begun.id);
    void sync.wake();
    go(`#/saved/${submission}`);
    return id;
  };
  return panel(
    "warn",
    t("{version} withdraws it", { version: version.name }),
    h("p", `${whence(version)}: ${version.body.reason ?? t("no reason given")}`),
    button(t("It is withdrawn"), agree, { kind: "button--quiet" }),
  );
}

async function choosing(one, form, written, { session, go, signal }) {
  const carried = files.carriedOn(one);
  const begun = { submission: one.submission, parents: one.heads, carried, body: written[0].body };
  const draft = await drafts.settle(session, form, begun);
  const fields = fork.differing(draft.form, written);
  const keeper = keepSaved(draft, signal);
  const rows = versus({ draft, fields, versions: written, changed: keeper.changed });
  const differs = new Set(fields.map(({ name }) => name));
  const same = Object.entries(written[0].body).filter(([name]) => !differs.has(name));
  return [
    h("section.card", h("h2", t("The versions")), rows.takers(whence)),
    fields.length === 0 && h("p", t("They read the same, word for word.")),
    rows.node,
    same.length > 0 &&
      h(
        "details.card.card--closed",
        h("summary", h("h2", t("The same in all"))),
        bodyCards(form, Object.fromEntries(same)),
      ),
    h("p.after-form"),
    h(
      "div.actions",
      keeper.words,
      button(t("Sign what stands"), () => finish({ session, draft, fields, keeper, go }), {
        kind: "button--wide",
        iconName: "pen",
      }),
    ),
  ];
}

async function finish({ fields, ...rest }) {
  const left = fork.open(fields, rest.draft);
  if (left.length === 0) return signDraft(rest);
  const row = ({ name, spec }) => {
    const lead = (event) => {
      event.target.closest("dialog").close();
      goTo(`/pick/${name}`);
    };
    const label = h("span.open-things__label", t(spec.title ?? name));
    return h("li", h("button.open-things__go", { type: "button", onclick: lead }, label));
  };
  return choose({
    title: n("One field is open", "{count} fields are open", left.length),
    body: [
      h("p", t("Point at an answer, or write it anew.")),
      h("ul.open-things", left.map(row)),
    ],
    actions: [{ value: undefined, label: t("Go back"), primary: true }],
  });
}
