// A copy of an answer, to be printed or filed: who gets it and why is asked, and recorded.

import { NoAnswer } from "fieldbook/api";
import { choose } from "fieldbook/dialogs";
import { freshId, h } from "fieldbook/dom";
import { button, panel } from "fieldbook/parts";
import { t } from "fieldbook/words";

/** A button below an answer. fetched({recipient, why}) gives the PDF. */
export function keeping(fetched) {
  const told = h("div", { role: "status" });
  const label = t("Keep a copy");
  return h("section", { "aria-label": label }, button(label, () => void kept(fetched, told), { kind: "button--quiet" }), told);
}

async function kept(fetched, told) {
  told.replaceChildren();
  const [recipient, why] = [asked(t("Who gets it"), 100), asked(t("What it is for"), 250)];
  const wanted = await choose({
    title: t("Keep a copy"),
    body: [
      h("p", t("Every page bears its marking, and every value where it came from. Who gets it and why is recorded.")),
      recipient.node,
      why.node,
    ],
    actions: [
      { value: true, label: t("Make a PDF"), primary: true },
      { value: false, label: t("Do not keep it") },
    ],
  });
  if (!wanted) return;
  const said = { recipient: recipient.text(), why: why.text() };
  if (said.recipient.length < 3 || said.why.length < 3)
    return told.replaceChildren(panel("warn", t("No copy was made"), h("p", t("Say who gets it and what it is for."))));
  try {
    offered(await fetched(said), told);
  } catch (error) {
    const why = error instanceof NoAnswer ? t("It needs a signal: the copy is made and recorded by the server.") : error.message;
    told.replaceChildren(panel("warn", t("No copy was made"), h("p", why)));
  }
}

function asked(label, maxlength) {
  const id = freshId("keeping");
  const input = h("input", { id, type: "text", maxlength, autocomplete: "off" });
  return { node: h("p.field", h("label", { for: id }, label), input), text: () => input.value.trim() };
}

/** Saved at once; the link is there for who missed it, until the screen is left. */
function offered(pdf, told) {
  const href = URL.createObjectURL(pdf);
  const link = h("a", { href, download: "answer.pdf" }, t("Save it again"));
  const words = t("It is outside Fieldbook now: keep it as its marking says.");
  told.replaceChildren(panel("good", t("The copy was made"), h("p", words), link));
  link.click();
  addEventListener("hashchange", () => URL.revokeObjectURL(href), { once: true });
}
