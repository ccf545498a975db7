// After signing: says what is certain now, and what is not yet.

import { h } from "fieldbook/dom";
import * as cases from "fieldbook/cases";
import { icon } from "fieldbook/icons";
import { offers } from "fieldbook/opens";
import { formOf } from "fieldbook/reading";

export const title = "Saved";
export const live = ["docs", "outbox", "entries"];

export async function show({ session, id, go }) {
  const found = await cases.one(session, id);
  if (!found) return [h("h1", "Saved"), h("a", { href: "#/work" }, "Go to my work")];
  const sent = found.unsent.length === 0;
  const form = await formOf(found.kind);
  return [
    h(
      "div.done",
      h("div.done__mark", icon("tick")),
      h("h1", "Saved"),
      h("p.lede", `${found.title}, line ${found.last.seq} of your notebook.`),
      !sent && found.reference && h("p", "Its number is ", h("strong.reference", found.reference)),
      h(
        "ol.steps",
        step(true, "Signed and kept on this phone"),
        step(
          sent,
          sent
            ? `Received by the server, ${found.reference}`
            : "Not sent yet: it goes by itself when there is a signal",
        ),
      ),
    ),
    await offers(session, form, found, go),
    h(
      "div.stack",
      h("a.button", { href: `#/entry/${id}` }, "See this entry"),
      h("a.button.button--quiet", { href: "#/new" }, "Write another"),
      h("a.button.button--quiet", { href: "#/ask" }, "Ask the systems"),
    ),
  ];
}

const step = (done, text) =>
  h(
    "li",
    { class: done ? "step step--done" : "step" },
    icon(done ? "tick" : "clock"),
    h("span", text),
  );
