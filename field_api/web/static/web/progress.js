// How far an entry has come: which system has it, every step with its time, and its seal.

import { age, at } from "fieldbook/clock";
import * as cases from "fieldbook/cases";
import { h } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { madeWords, summed } from "fieldbook/origins";
import { facts } from "fieldbook/parts";
import { t } from "fieldbook/words";

/** What each system said: "Records: accepted, ref RMS-000123". */
export function receipts(doc) {
  if (!doc.deliveries?.length) return null;
  return h(
    "section.card",
    h("h2", t("Where it went")),
    h("ul.receipts", doc.deliveries.map(receiptRow)),
  );
}

/** One system's word as a list row: {name, state, ref?, reason?, at?}. */
export function receiptRow(delivery) {
  const state = cases.deliveryChip(delivery);
  const refused = delivery.state === "rejected" && delivery.reason;
  return h(
    "li",
    { class: `receipt receipt--${state.tone}` },
    icon(state.icon),
    h(
      "span.receipt__text",
      h("strong", `${delivery.name}: `),
      state.word,
      delivery.ref && [", ", h("span.receipt__ref", t("ref {reference}", { reference: delivery.ref }))],
      refused && `: ${refused}`,
    ),
    delivery.at && h("span.receipt__at", at(delivery.at)),
  );
}

/** Every step of a case, with its time. */
export function journey(one) {
  const made = summed(one.items.map(({ payload }) => JSON.parse(payload).made));
  return h(
    "section.card",
    h("h2", t("Journey")),
    h("ol.journey", steps(one).map(stepRow)),
    made && h("p.hint", t("Fields {how}.", { how: madeWords(made) })),
  );
}

function steps({ doc, payload, occurredAt, unsent, items }) {
  const first = items[0]?.payload && JSON.parse(items[0].payload);
  const begun = first?.parents.length === 0 ? first : (doc ?? payload);
  const written = begun.written_at;
  const received = doc?.received_at ?? items.find((item) => item.result)?.result.received_at;
  // The server's own step of receiving says what the line above it says already; a later one does not.
  const receiving = (doc?.review ?? []).find(({ step }) => step === "receive");
  const reviewed = (doc?.review ?? []).filter((step) => step !== receiving);
  const every = [
    [occurredAt, t("Happened")],
    [written, t("Written and signed")],
    [received, t("Received by the server")],
    ...reviewed.map((step) => [
      step.at,
      step.step === "receive" ? t("A newer version received") : t(step.label ?? step.step),
      cases.personWords(step.by),
      step.text,
    ]),
    ...unsent.map((item) => [
      item.at,
      item.intent === "withdraw" ? t("Withdrawal signed, not sent yet") : t("Signed, not sent yet"),
      null,
      t("On this phone for {age}", { age: age(item.at) }),
    ]),
  ];
  return every.filter(([when]) => when);
}

const stepRow = ([when, label, by, text]) =>
  h(
    "li.journey__step",
    h("span.journey__at", at(when)),
    h(
      "span.journey__what",
      h("strong", label),
      by && [" ", t("by {name}", { name: by })],
      text && h("span.journey__text", text),
    ),
  );

/** The fingerprint of the last line written, and the server's receipt for it. */
export function seal({ last }) {
  if (!last) return null;
  const receipt = last.result?.receipt?.body.split("\n");
  const rows = [
    [t("Line in your notebook"), String(last.seq)],
    [t("Fingerprint"), h("code.hash", last.hash)],
    [
      t("Server’s receipt"),
      receipt
        ? t("Checked. Received {time}, ledger {row}", { time: at(receipt[3]), row: receipt[4] })
        : t("None yet"),
    ],
  ];
  return h("details.card.card--quiet", h("summary", t("Seal and receipt")), facts(rows));
}
