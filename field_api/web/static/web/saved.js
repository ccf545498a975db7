// After signing: says what is certain now, and what is not yet.

import { h } from "fieldbook/dom";
import * as cases from "fieldbook/cases";
import { steps } from "fieldbook/certain";
import { icon } from "fieldbook/icons";
import { stillToWrite } from "fieldbook/opens";
import { panel } from "fieldbook/parts";
import * as tasks from "fieldbook/tasks";
import { pieces, t } from "fieldbook/words";

export const title = t("Saved");
export const live = ["docs", "outbox", "entries", "todo", "tasks"];

export async function show({ session, id, go }) {
  const found = await cases.one(session, id);
  if (!found) return [h("h1", t("Saved")), h("a", { href: "#/work" }, t("Go to my work"))];
  const { reference } = found;
  const sent = found.unsent.length === 0;
  const number = h("strong.reference", reference);
  return [
    h(
      "div.done",
      h("div.done__mark", icon("tick")),
      h("h1", t("Saved")),
      h("p.lede", t("{form}, line {seq} of your notebook.", { form: t(found.title), seq: found.last.seq })),
      !sent && reference && h("p", pieces("Its number is {reference}", { reference: number })),
      steps([
        [true, t("Signed and kept on this phone")],
        sent
          ? [true, t("Received by the server, {reference}", { reference })]
          : [false, t("Not sent yet: it goes by itself when there is a signal")],
      ]),
    ),
    endOf(await tasks.toldOfBy(id)),
    await stillToWrite({ session, go }, { of: id }),
    await stillToWrite({ session, go }, { besides: id }),
    h(
      "div.stack",
      h("a.button", { href: `#/entry/${id}` }, t("See this entry")),
      h("a.button.button--quiet", { href: "#/new" }, t("Write another")),
      h("a.button.button--quiet", { href: "#/ask" }, t("Ask the systems")),
    ),
  ];
}

/** Of an entry that tells of a tasking: what came of that is still to be said. */
const endOf = (task) =>
  task &&
  panel(
    "info",
    t("You were asked to do this"),
    h("p", task.doc.what),
    h("a.button", { href: `#/tasks/${task.id}` }, t("Say what came of it")),
  );
