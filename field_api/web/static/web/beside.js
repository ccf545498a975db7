// Who may be the same as whom in an answer: why, what an officer said of it, and saying it.

import { worded } from "fieldbook/answers";
import { NoAnswer } from "fieldbook/api";
import { at } from "fieldbook/clock";
import { choose } from "fieldbook/dialogs";
import { h } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { button } from "fieldbook/parts";
import { t } from "fieldbook/words";

const QUIET = { kind: "button--quiet" };

// Why it is said is one tap: nobody types beside a car. A choice is kept as the words shown.
const REASONS = {
  same: () => [t("I know them"), t("Shown by papers"), t("Photograph or marks agree"), t("The details agree")],
  different: () => [t("I know them"), t("Shown by papers"), t("Photograph or marks differ"), t("The details differ")],
  back: () => [t("Said by mistake"), t("Known better since")],
};

/** Under a card. say({this, that, says, why}) and takeBack(judgement, why) ask the server; each
 *  record is named {system, ref}. */
export function beside(cluster, every, { say, takeBack }) {
  const byId = new Map(every.map((one) => [one.id, one]));
  const maybe = (cluster.may_be ?? []).filter(({ id }) => byId.has(id));
  return [
    maybe.map((one) => possible(one, named(cluster)[0], named(byId.get(one.id))[0], say)),
    (cluster.judged ?? []).map((one) => said(one, takeBack)),
    together(named(cluster), say),
  ];
}

/** Each record of a cluster that its system calls something, by which the cluster is named. */
function named({ values }) {
  const found = new Map();
  for (const { system, system_name: name, ref } of Object.values(values).flat())
    if (ref) found.set(`${system} ${ref}`, { system, ref, name });
  return [...found.values()];
}

function possible({ title, why }, mine, theirs, say) {
  const against = why.filter((one) => one.startsWith("but "));
  const reasons = why.filter((one) => !one.startsWith("but "));
  const ask = (says, label) => button(label, () => told(says, label, (reason) => say(pair(mine, theirs, says, reason))), QUIET);
  return h(
    "section.beside",
    { "aria-label": t("Possible match") },
    h("p", icon("warn"), h("strong", t("May be the same as {title}", { title: worded(title) }))),
    h("ul.beside__why", [...reasons, ...against].map((one) => h("li", one))),
    mine && theirs && h("div.beside__acts", ask("same", t("The same")), ask("different", t("Not the same"))),
  );
}

const only = ({ system, ref }) => ({ system, ref });
const pair = (mine, theirs, says, why) => ({ this: only(mine), that: only(theirs), says, why });

function said({ id, says, by, at: when, why, of }, takeBack) {
  const title = of.map((one) => worded(one.title)).join("; ");
  const words =
    says === "same"
      ? t("{officer} said that these records are of one", { officer: by })
      : t("{officer} said that this is not {title}", { officer: by, title });
  const back = () => told("back", t("Take it back"), (reason) => takeBack(id, reason));
  return h(
    "section.beside.beside--said",
    { "aria-label": t("What an officer said") },
    h("p", words),
    h("p.hint", [why, at(when)].join(" · ")),
    h("div.beside__acts", button(t("Take it back"), back, QUIET)),
  );
}

/** The records of a card, each of which may turn out to be somebody else's. */
function together(records, say) {
  if (records.length < 2) return null;
  const row = (one) => {
    const rest = records.find((other) => other !== one);
    const out = (reason) => say(pair(one, rest, "different", reason));
    return h(
      "li",
      h("span", `${one.name} · ${one.ref}`),
      button(t("Not the same"), () => told("different", t("Not the same"), out), QUIET),
    );
  };
  return h(
    "details.beside__records",
    h("summary", t("{count} records held together", { count: records.length })),
    h("ul.beside__why", records.map(row)),
  );
}

/** Asks why, then does it; says so where it was not done. */
async function told(says, title, act) {
  const actions = REASONS[says]().map((label) => ({ value: label, label }));
  const why = await choose({ title, body: h("p", t("How do you know?")), actions });
  if (!why) return;
  try {
    await act(why);
  } catch (error) {
    const silent = error instanceof NoAnswer;
    const body = h("p", silent ? t("No signal: say it again when there is one.") : error.message);
    await choose({ title: t("This was not kept"), body, actions: [{ value: "", label: t("Close"), primary: true }] });
  }
}
