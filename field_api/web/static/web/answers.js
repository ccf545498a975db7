// What the systems said. Warnings first; "no match" and "no answer" never look alike; every value
// stands with the system it came from and its age.

import { age, day, plainDate } from "fieldbook/clock";
import { h } from "fieldbook/dom";
import { icon } from "fieldbook/icons";

const LEGS = {
  waiting: "clock",
  answered: "tick",
  no_match: "none",
  timed_out: "clock",
  failed: "warn",
  not_asked: "dash",
};

const PARTS_OF_NAME = new Set(["surname", "forenames"]);

const SILENT = new Set(["timed_out", "failed", "not_asked"]);

const NAMES = {
  name: "Name",
  dob: "Date of birth",
  sex: "Sex",
  address: "Address",
  pnc_id: "PNC ID",
  phone: "Phone",
  vrm: "Registration",
  make: "Make",
  model: "Model",
  colour: "Colour",
  keeper: "Keeper",
  mot: "MOT",
  tax: "Tax",
};

export function summaryOf({ kind, criteria }) {
  if (kind === "vehicle") return criteria.vrm ?? "Vehicle";
  return [criteria.given_names, criteria.surname].filter(Boolean).join(" ") || "Person";
}

/** One chip for a whole question. */
export function standing({ legs: every, warnings: found, complete, unheard }) {
  if (unheard === "refused") return { word: "Not taken", tone: "bad", icon: "warn" };
  if (unheard) return { word: "Not asked yet", tone: "wait", icon: "phone" };
  if (found.length)
    return {
      word: found.length === 1 ? "1 warning" : `${found.length} warnings`,
      tone: "alarm",
      icon: "warn",
    };
  if (!complete) return { word: "Answers coming", tone: "info", icon: "clock" };
  const silent = every.filter(({ state }) => SILENT.has(state)).length;
  if (silent)
    return { word: `${silent} of ${every.length} gave no answer`, tone: "warn", icon: "warn" };
  const hits = every.some(({ state }) => state === "answered");
  return hits
    ? { word: "All answered", tone: "good", icon: "tick" }
    : { word: "No match anywhere", tone: "quiet", icon: "none" };
}

export function warnings({ warnings: found, legs: every, complete }) {
  if (found.length) {
    return h("section.alarms", { "aria-label": "Warnings", role: "alert" }, found.map(alarm));
  }
  const silent = every.filter(({ state }) => SILENT.has(state));
  if (!complete) return null;
  if (!silent.length) return h("p.all-clear", "No warnings on any system asked.");
  const names = silent.map(({ name }) => name).join(", ");
  return h(
    "p.all-clear.all-clear--unsure",
    icon("warn"),
    `No warnings so far, but nothing heard from ${names}. Do not take it as clear.`,
  );
}

function alarm({ label, code, advice, subject, sources, ...only }) {
  return h(
    "div.alarm",
    icon("warn", "icon--alarm"),
    h(
      "div",
      h("p.alarm__label", label, code && h("span.alarm__code", code)),
      subject && h("p.alarm__subject", worded(subject)),
      advice && h("p.alarm__advice", advice),
      h("p.alarm__source", (sources ?? [only]).map(sourceWords).join("; ")),
    ),
  );
}

/** Dates inside a text as officers write them. */
const worded = (text) => text.replace(/\b\d{4}-\d{2}-\d{2}\b/g, plainDate);

const sourceWords = ({ system_name: system, on }) => (on ? `${system}, ${day(on)}` : system);

export function legs({ legs: every }) {
  return h("section", { "aria-label": "Systems asked" }, h("ul.legs", every.map(leg)));
}

function leg({ name, state, label, detail, elapsed_ms: elapsed }) {
  const spoke = state === "answered" || state === "no_match";
  const took = spoke && elapsed !== null ? `${(elapsed / 1000).toFixed(1)} s` : "";
  return h(
    "li",
    { class: `leg leg--${state}` },
    h("span.leg__mark", icon(LEGS[state] ?? "dash")),
    h("span.leg__name", name),
    h("span.leg__took", took),
    h("span.leg__state", label),
    h("span.leg__detail", detail),
  );
}

/** The people or vehicles found, each with every value and where it came from. A long list opens
 *  at the first: the gravest warnings come first, and a name is enough to pick another. */
export function clusters({ clusters: every }) {
  return every.map(({ title, confidence, why, values }, index) =>
    h(
      "details.card.card--closed",
      { open: index === 0 || every.length < 3 },
      h("summary", h("h2", worded(title)), kinship(confidence, why)),
      h("dl.facts", rowsOf(values).map(valueRow)),
    ),
  );
}

function kinship(confidence, why) {
  const reasons = why.join(", ");
  if (confidence === "possible") {
    return h("span.confidence.confidence--possible", `Possible match, not confirmed: ${reasons}`);
  }
  return why.length > 0 && h("span.confidence", `Belongs together: ${reasons}`);
}

/** Parts of a name say nothing that the whole name does not. */
const rowsOf = (values) =>
  Object.entries(values).filter(([name]) => !(values.name && PARTS_OF_NAME.has(name)));

function valueRow([name, values]) {
  const agreed = new Map();
  for (const one of values)
    agreed.set(String(one.value), [...(agreed.get(String(one.value)) ?? []), one]);
  const differs = agreed.size > 1;
  const rows = [...agreed].map(([value, sources]) =>
    h(
      "div.value",
      h("span.value__text", name === "dob" ? plainDate(value) : value),
      h("span.value__sources", sources.map(source)),
    ),
  );
  return h(
    "div",
    { class: differs ? "facts__row facts__row--differs" : "facts__row" },
    h("dt", NAMES[name] ?? titled(name), differs && h("span.differs", "Systems differ")),
    h("dd", rows),
  );
}

function source({ system_name: system, ref, as_of: asOf, handling }) {
  const words = [system, ref, asOf && `${age(asOf)} old`].filter(Boolean).join(" · ");
  return h("span.source", words, handling === "C" && h("strong.source__handling", "Conditions"));
}

const titled = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");
