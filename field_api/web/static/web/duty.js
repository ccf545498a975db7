// The duty report: what the server has of this officer's shift. It is asked anew each time, for it
// says what the server knows; what only this phone knows stands in the line at the top.

import { call } from "fieldbook/api";
import { at } from "fieldbook/clock";
import * as cases from "fieldbook/cases";
import { h } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { back, button, facts, marking } from "fieldbook/parts";

export const title = "Duty report";
export const live = [];

const REVIEWS = { waiting: "review waiting", done: "reviewed" };

export async function show({ session }) {
  const top = [marking("OFFICIAL-SENSITIVE"), back("#/work", "My work"), h("h1", "Duty report")];
  try {
    const { data } = await call("/duty", { token: session.token });
    return [...top, whole(data)];
  } catch {
    const why = "It says what the server has, so it needs a signal and an open sign-in.";
    return [...top, h("p.lede", "The report could not be fetched."), h("p", why)];
  }
}

function whole(report) {
  const first = report.filed.filter(({ attention }) => attention.length > 0).length;
  const count = report.filed.length === 1 ? "1 entry" : `${report.filed.length} entries`;
  return [
    h(
      "p.lede",
      `${report.officer.name}, ${at(report.from)} to ${at(report.to)}: ${count} filed`,
      first > 0 && `, ${first} to look at first`,
      ".",
    ),
    report.filed.map(entry),
    h("h2", "Devices"),
    report.devices.map(device),
    h("p.hint", `Made ${at(report.made_at)}. Times are as they were taken; none is corrected.`),
    button("Print", () => print(), { kind: "button--quiet" }),
  ];
}

const entry = (one) =>
  h(
    "section.card",
    h("h2", h("a", { href: `#/entry/${one.id}` }, one.title)),
    h("p.reference", one.reference),
    one.attention.map((said) => h("p", icon("warn"), " ", h("strong", said))),
    facts([
      ["Written", one.written_at && at(one.written_at), one.clock?.said && `, ${one.clock.said}`],
      ["Received", at(one.clock?.received_at ?? one.received_at)],
      ["State", [one.state_label, one.state !== "needs_review" && REVIEWS[one.review_state]].filter(Boolean).join(", ")],
      ["Files", one.attachments_pending > 0 && `${one.attachments_pending} not there yet`],
    ]),
    one.deliveries.length > 0 && h("ul.receipts", one.deliveries.map(receipt)),
  );

function receipt(one) {
  const state = cases.deliveryChip(one);
  return h(
    "li",
    { class: `receipt receipt--${state.tone}` },
    icon(state.icon),
    h("span.receipt__text", h("strong", `${one.name}: `), state.word, one.ref && `, ${one.ref}`),
  );
}

const device = ({ name, brought, missing, heard_at: heard, clock }) =>
  h(
    "p",
    h("strong", name),
    `: ${brought} brought`,
    missing > 0 && `, ${missing} missing`,
    heard && `, last heard ${at(heard)}`,
    clock && `; ${clock}`,
  );
