// How far an entry has come: which system has it, every step with its time, and its seal.

import { age, at } from "fieldbook/clock";
import * as cases from "fieldbook/cases";
import { h } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { facts } from "fieldbook/parts";

/** What each system said: "Records: accepted, RMS-000123". */
export function receipts(doc) {
  if (!doc.deliveries?.length) return null;
  const row = (delivery) => {
    const state = cases.deliveryChip(delivery);
    const more = [delivery.ref, delivery.state === "rejected" && delivery.reason]
      .filter(Boolean)
      .join(", ");
    return h(
      "li",
      { class: `receipt receipt--${state.tone}` },
      icon(state.icon),
      h(
        "span.receipt__text",
        h("strong", `${delivery.name}: `),
        state.word,
        more && (delivery.ref ? `, ${more}` : `: ${more}`),
      ),
      delivery.at && h("span.receipt__at", at(delivery.at)),
    );
  };
  return h("section.card", h("h2", "Where it went"), h("ul.receipts", doc.deliveries.map(row)));
}

/** Every step of a case, with its time. */
export function journey(one) {
  return h("section.card", h("h2", "Journey"), h("ol.journey", steps(one).map(stepRow)));
}

function steps({ doc, payload, occurredAt, unsent, items }) {
  const written = doc?.written_at ?? payload.written_at;
  const received = doc?.received_at ?? items.find((item) => item.result)?.result.received_at;
  // The server's own step of receiving says what the line above it says already.
  const reviewed = (doc?.review ?? []).filter(({ step }) => step !== "receive");
  const every = [
    [occurredAt, "Happened"],
    [written, "Written and signed"],
    [received, "Received by the server"],
    ...reviewed.map((step) => [
      step.at,
      step.label ?? step.step,
      cases.personWords(step.by),
      step.text,
    ]),
    ...unsent.map((item) => [
      item.at,
      item.intent === "withdraw" ? "Withdrawal signed, not sent yet" : "Signed, not sent yet",
      null,
      `On this phone for ${age(item.at)}`,
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
      by && ` by ${by}`,
      text && h("span.journey__text", text),
    ),
  );

/** The fingerprint of the last line written, and the server's receipt for it. */
export function seal({ last }) {
  if (!last) return null;
  const receipt = last.result?.receipt?.body.split("\n");
  const rows = [
    ["Line in your notebook", String(last.seq)],
    ["Fingerprint", h("code.hash", last.hash)],
    [
      "Server’s receipt",
      receipt ? `Checked. Received ${at(receipt[3])}, ledger ${receipt[4]}` : "None yet",
    ],
  ];
  return h("details.card.card--quiet", h("summary", "Seal and receipt"), facts(rows));
}
