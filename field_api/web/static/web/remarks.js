// What came back of an entry, and the one tap from each remark to the field it speaks of.

import { at } from "fieldbook/clock";
import * as cases from "fieldbook/cases";
import { h } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { button, panel } from "fieldbook/parts";
import { titleAt } from "fieldbook/reading";
import { n, t } from "fieldbook/words";

/** The panel over an entry that needs its author; null where none does. correct(pointer) begins the
 *  answer, at a field or at the top. */
export function whatCameBack(one, form, { notes, correct }) {
  if (!one.needsMe || one.forked) return null;
  const review = cases.lastReturn(one.doc);
  const refused = cases.refusals(one.doc);
  const placed = notes.filter(({ pointer }) => pointer);
  const general = notes.filter(({ pointer }) => !pointer);
  return panel(
    "warn",
    heading(one.doc, review),
    review?.text && h("blockquote", review.text),
    refused.map(({ name, reason }) => h("p", h("strong", `${name}: `), reason || t("rejected"))),
    general.map(({ by, text }) => h("p", h("strong", `${by}: `), text)),
    form && placed.length > 0 && list(placed, form, correct),
    form &&
      button(t("Correct and send again"), () => correct(), { iconName: "pen", kind: "button--wide" }),
  );
}

function heading(doc, review) {
  if (review)
    return t("Sent back by {name}, {time}", {
      name: cases.personWords(review.by),
      time: at(review.at),
    });
  return doc.state === "needs_attention"
    ? t("Something in it needs your attention")
    : t("A system would not take it");
}

const list = (placed, form, correct) => [
  h("p", n("{count} remark. Tap it to answer at its field.", "{count} remarks. Tap one to answer at its field.", placed.length)),
  h("ul.remarks", placed.map((note) => remark(note, form, correct))),
];

const remark = ({ pointer, by, text }, form, correct) =>
  h(
    "li",
    h(
      "button.list__row",
      { type: "button", onclick: () => correct(pointer) },
      h(
        "span.list__text",
        h("span.list__title", titleAt(form, pointer)),
        h("span.list__more", h("strong", `${by}: `), text),
      ),
      icon("go", "icon--go"),
    ),
  );
