// What is certain of an entry, and what is not yet: one line each, in the order in which it happens.
// Nothing is said to have arrived that nobody signed for.

import { at } from "fieldbook/clock";
import * as cases from "fieldbook/cases";
import { h } from "fieldbook/dom";
import * as files from "fieldbook/files";
import { icon } from "fieldbook/icons";
import { panel } from "fieldbook/parts";
import { n, t } from "fieldbook/words";

const REVIEWED = new Set(["approve", "confirm", "release"]);
const UNSURE = new Set(["uncertain", "sending"]);

/** The card that says so of a case. */
export async function howItStands(one) {
  const here = await files.ofSubmission(one.submission);
  const lines = [signed(one), received(one), enclosed(one, here), reviewed(one), systems(one)];
  const id = "stands";
  return h(
    "section.card",
    { "aria-labelledby": id },
    h("h2", { id }, t("What is certain")),
    steps(lines.filter(Boolean)),
  );
}

/** [[done, words]] as a list: a tick before what is, a clock before what is not yet. */
export const steps = (lines) =>
  h(
    "ol.steps",
    lines.map(([done, words]) =>
      h(
        "li",
        { class: done ? "step step--done" : "step" },
        icon(done ? "tick" : "clock"),
        h("span", words),
      ),
    ),
  );

function signed({ last, doc, payload }) {
  const when = at(last?.at ?? doc.written_at ?? payload?.written_at);
  return last
    ? [true, t("Signed at {time} and kept on this phone", { time: when })]
    : doc.written_at && [true, t("Signed at {time}", { time: when })];
}

function received({ doc, unsent, items }) {
  const stuck = unsent.find(({ state }) => state === "refused");
  if (stuck) return [false, t("The server did not take it. It is only on this phone")];
  if (unsent.length > 0)
    return [
      false,
      doc ? t("Only the version before has been received") : t("Not received yet: only on this phone"),
    ];
  const receipt = items.at(-1)?.result?.receipt?.body.split("\n")[3];
  return receipt
    ? [true, t("Received at {time}; the receipt is checked and kept here", { time: at(receipt) })]
    : doc && [true, t("Received at {time}", { time: at(doc.received_at) })];
}

function enclosed({ doc }, here) {
  const left = here.filter(({ state }) => state !== "sent").length;
  if (left > 0)
    return [
      false,
      n("{count} photo or file is still on this phone", "{count} photos and files are still on this phone", left),
    ];
  const pending = doc?.attachments_pending ?? 0;
  if (pending > 0)
    return [
      false,
      n("{count} photo or file has not been stored yet", "{count} photos and files have not been stored yet", pending),
    ];
  const all = doc?.attachments?.length ?? 0;
  return all > 0 && [true, n("{count} photo or file stored", "{count} photos and files stored", all)];
}

function reviewed({ doc }) {
  if (!doc || cases.isClosed(doc)) return null;
  if (doc.state === "needs_review" || doc.review_state === "waiting")
    return [false, t("A supervisor has still to look at it")];
  const step = doc.review?.findLast((one) => REVIEWED.has(one.step) && one.by);
  return (
    step && [
      true,
      t("Looked at by {name}, {time}", { name: cases.personWords(step.by), time: at(step.at) }),
    ]
  );
}

function systems({ doc }) {
  const sent = (doc?.deliveries ?? []).filter(({ state }) => state !== "cancelled");
  if (sent.length === 0) return null;
  const taken = sent.filter(({ state }) => state === "delivered").length;
  const unsure = sent.filter(({ state }) => UNSURE.has(state)).map(({ name }) => name);
  const words = n("{taken} of {count} system has accepted it", "{taken} of {count} systems have accepted it", sent.length, { taken });
  if (unsure.length === 0) return [taken === sent.length, words];
  const doubt = t("whether {systems} has it is not known yet", { systems: unsure.join(", ") });
  return [false, `${words}; ${doubt}`];
}

/** What ended a case, said once and plainly; null while it goes on. */
export function ended({ doc, items }) {
  if (doc?.state === "disposed") return erased(doc);
  if (doc?.state === "withdrawn" || items.at(-1)?.intent === "withdraw") return withdrawn(doc, items);
  if (doc?.state !== "rejected") return null;
  const step = doc.review?.findLast((one) => one.step === "reject");
  return panel(
    "bad",
    step ? t("Rejected by {name}, {time}", whoWhen(step)) : t("Rejected"),
    step?.text && h("blockquote", step.text),
    h("p", t("It stays in your notebook and goes nowhere. Write a new entry if it is still needed.")),
  );
}

const whoWhen = ({ by, at: when }) => ({ name: cases.personWords(by), time: at(when) });

function withdrawn(doc, items) {
  const own = items.findLast(({ intent }) => intent === "withdraw");
  const step = doc?.review?.findLast((one) => one.step === "withdraw");
  const when = own?.at ?? step?.at;
  const reason = own && JSON.parse(own.payload).body.reason;
  const have = (doc?.deliveries ?? []).filter(({ state }) => state === "delivered");
  return panel(
    "info",
    when ? t("You withdrew this, {time}", { time: at(when) }) : t("You withdrew this"),
    reason && h("blockquote", reason),
    h("p", t("It stays in your notebook, struck through, and goes to no more systems.")),
    have.length > 0 && h("p", t("Told before: {systems}.", { systems: have.map(named).join(", ") })),
  );
}

const named = ({ name, ref }) => (ref ? `${name} (${ref})` : name);

function erased(doc) {
  const step = doc.review?.findLast((one) => one.step === "dispose");
  return panel(
    "info",
    step ? t("Erased by two people, {time}", { time: at(step.at) }) : t("Erased by two people"),
    h("p", t("What it said is gone, here and on the server. That it was written, when, and its seal stay.")),
  );
}
