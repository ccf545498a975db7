// The duty report: what the server has of this officer's shift, asked anew each time, and above it what
// only this phone knows. Without a signal it is this phone's own account, and says so.

import { call } from "fieldbook/api";
import { age, at } from "fieldbook/clock";
import * as cases from "fieldbook/cases";
import { h } from "fieldbook/dom";
import * as files from "fieldbook/files";
import { icon } from "fieldbook/icons";
import * as outbox from "fieldbook/outbox";
import { back, button, chip, facts, marking, panel } from "fieldbook/parts";
import { receiptRow } from "fieldbook/progress";
import { n, t } from "fieldbook/words";

export const title = t("Duty report");
export const live = [];

const SHIFT = 16 * 3_600_000; // the server's own measure
const REVIEWS = { waiting: t("review waiting"), done: t("reviewed") };

export async function show({ session }) {
  const top = [
    marking("OFFICIAL-SENSITIVE"),
    back("#/work", t("My work")),
    h("h1", t("Duty report")),
    await onlyHere(session),
  ];
  try {
    const { data } = await call("/duty", { token: session.token });
    return [...top, whole(data), await ofMyWork(session)];
  } catch {
    return [...top, await ofThisPhone(session)];
  }
}

/** How the officer's own work was found, which nobody else is shown; null where it can't be had. */
async function ofMyWork({ token }) {
  const found = await call("/insights/mine", { token }).catch(() => null);
  if (!found?.data.kinds.length) return null;
  const { days, kinds, fields } = found.data;
  return h(
    "section.card",
    h("h2", t("Right first time")),
    h("p.hint", t("Your last {days} days. Only you see this.", { days })),
    facts(
      kinds.map(({ title, decided, right }) => [
        t(title),
        decided > 0 ? t("{right} of {decided} decided on", { right, decided }) : t("none decided on yet"),
      ]),
    ),
    fields.length > 0 && [
      h("h3", t("Sent back to you most")),
      facts(
        fields.map(({ title, label, entries }) => [
          label.split(", ").map((part) => t(part)).join(", "),
          [t(title), ": ", n("{count} entry", "{count} entries", entries)],
        ]),
      ),
    ],
  );
}

/** What no report of the server's can hold yet; null where it has everything. */
async function onlyHere({ notebook }) {
  const unsent = await outbox.unsent(notebook.id);
  const left = await files.left(notebook.id);
  if (unsent.length + left.length === 0) return null;
  const parts = [
    unsent.length > 0 && n("{count} entry", "{count} entries", unsent.length),
    left.length > 0 && n("{count} photo or file", "{count} photos and files", left.length),
  ].filter(Boolean);
  return panel(
    "wait",
    t("Only on this phone: {what}", { what: parts.join(", ") }),
    unsent.length > 0 && h("p", t("The oldest for {age}.", { age: age(unsent[0].at) })),
    h("p", h("a", { href: "#/outbox" }, t("See what waits, and why"))),
  );
}

async function ofThisPhone(session) {
  const since = Date.now() - SHIFT;
  const filed = (await cases.list(session)).filter((one) => Date.parse(one.at) >= since);
  return [
    h("p.lede", t("The report could not be fetched.")),
    h(
      "p",
      t("This is what this phone knows of the last 16 hours. What another phone brought, and what was done since the last contact, is not in it."),
    ),
    filed.map((one) =>
      h(
        "section.card",
        h("h2", h("a", { href: `#/entry/${one.submission}` }, t(one.title))),
        h("p.under-title", chip(one.chip), h("span.reference", one.reference)),
        facts([[t("Written"), at(one.at)]]),
        one.doc?.deliveries?.length > 0 && h("ul.receipts", one.doc.deliveries.map(receiptRow)),
      ),
    ),
    filed.length === 0 && h("p", t("Nothing was written on it in that time.")),
  ];
}

function whole(report) {
  const first = report.filed.filter(({ attention }) => attention.length > 0).length;
  const shift = { name: report.officer.name, from: at(report.from), to: at(report.to) };
  return [
    h(
      "p.lede",
      t("{name}, {from} to {to}", shift),
      ": ",
      n("{count} entry filed", "{count} entries filed", report.filed.length),
      first > 0 && [", ", t("{count} to look at first", { count: first })],
      ".",
      report.made && [" ", t("Fields {how}.", { how: report.made.said })],
    ),
    report.more > 0 && h("p", t("{count} more are not shown.", { count: report.more })),
    report.filed.map(entry),
    h("h2", t("Devices")),
    report.devices.map(device),
    h("p.hint", t("Made {time}. Times are as they were taken; none is corrected.", { time: at(report.made_at) })),
    button(t("Print"), () => print(), { kind: "button--quiet" }),
  ];
}

function entry(one) {
  const review = one.state !== "needs_review" && REVIEWS[one.review_state];
  const pending = one.attachments_pending;
  return h(
    "section.card",
    h("h2", h("a", { href: `#/entry/${one.id}` }, t(one.title))),
    h("p.reference", one.reference),
    one.attention.map((said) => h("p", icon("warn"), " ", h("strong", said))),
    facts([
      [t("Written"), one.written_at && at(one.written_at), one.clock?.said && `, ${one.clock.said}`],
      [t("Received"), at(one.clock?.received_at ?? one.received_at)],
      [t("State"), [t(one.state_label), review].filter(Boolean).join(", ")],
      [t("Fields"), one.made?.said],
      [t("Files"), pending > 0 && t("{count} not there yet", { count: pending })],
    ]),
    one.deliveries.length > 0 && h("ul.receipts", one.deliveries.map(receiptRow)),
  );
}

const device = ({ name, brought, missing, heard_at: heard, clock }) =>
  h(
    "p",
    h("strong", name),
    ": ",
    t("{count} brought", { count: brought }),
    missing > 0 && [", ", t("{count} missing", { count: missing })],
    heard && [", ", t("last heard {time}", { time: at(heard) })],
    clock && `; ${clock}`,
  );
