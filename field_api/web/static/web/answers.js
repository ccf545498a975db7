// What the systems said. Warnings first; "no match" and "no answer" never look alike; every value
// stands with the system it came from and its age.

import { age, at, day, plainDate } from "fieldbook/clock";
import { h } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { n, t } from "fieldbook/words";

const LEGS = {
  waiting: "clock",
  answered: "tick",
  no_match: "none",
  timed_out: "clock",
  failed: "warn",
  not_asked: "dash",
  suspended: "pause",
};

const PARTS_OF_NAME = new Set(["surname", "forenames"]);

const SUSPENDED = new Set(["paused", "suspended"]);
const SILENT = new Set(["timed_out", "failed", "not_asked"]);

const NAMES = {
  name: t("Name"),
  dob: t("Date of birth"),
  sex: t("Sex"),
  address: t("Address"),
  pnc_id: t("PNC ID"),
  phone: t("Phone"),
  vrm: t("Registration"),
  make: t("Make"),
  model: t("Model"),
  colour: t("Colour"),
  keeper: t("Keeper"),
  mot: t("MOT"),
  tax: t("Tax"),
};

export function summaryOf({ kind, criteria }) {
  if (kind === "vehicle") return criteria.vrm ?? t("Vehicle");
  if (kind === "place") return [criteria.address, criteria.postcode].filter(Boolean).join(", ");
  if (kind === "phone" || (kind === "driver" && criteria.number)) return criteria.number;
  if (kind === "property") return criteria.serial ?? criteria.imei ?? criteria.frame;
  if (kind === "online") return criteria.handle ?? criteria.email ?? criteria.url;
  return [criteria.given_names, criteria.surname].filter(Boolean).join(" ") || t("Person");
}

/** One chip for a whole question. */
export function standing({ legs: every, warnings: found, complete, unheard }) {
  if (unheard === "refused") return { word: t("Not taken"), tone: "bad", icon: "warn" };
  if (unheard === "lapsed") return { word: t("Too old, not asked"), tone: "warn", icon: "clock" };
  if (unheard) return { word: t("Not asked yet"), tone: "wait", icon: "phone" };
  if (found.length)
    return {
      word: n("{count} warning", "{count} warnings", found.length),
      tone: "alarm",
      icon: "warn",
    };
  if (!complete) return { word: t("Answers coming"), tone: "info", icon: "clock" };
  const silent = every.filter(({ state }) => SILENT.has(state)).length;
  if (silent)
    return {
      word: t("{count} of {all} gave no answer", { count: silent, all: every.length }),
      tone: "warn",
      icon: "warn",
    };
  const hits = every.some(({ state }) => state === "answered");
  return hits
    ? { word: t("All answered"), tone: "good", icon: "tick" }
    : { word: t("No match anywhere"), tone: "quiet", icon: "none" };
}

export function warnings({ warnings: found, legs: every, complete }) {
  if (found.length) {
    return h("section.alarms", { "aria-label": t("Warnings"), role: "alert" }, found.map(alarm));
  }
  const silent = every.filter(({ state }) => SILENT.has(state));
  if (!complete) return null;
  if (!silent.length) return h("p.all-clear", t("No warnings on any system asked."));
  const names = silent.map(({ name }) => name).join(", ");
  return h(
    "p.all-clear.all-clear--unsure",
    icon("warn"),
    t("No warnings so far, but nothing heard from {names}. Do not take it as clear.", { names }),
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
export const worded = (text) => text.replace(/\b\d{4}-\d{2}-\d{2}\b/g, plainDate);

const sourceWords = ({ system_name: system, on }) => (on ? `${system}, ${day(on)}` : system);

export function legs({ legs: every }) {
  return h("section", { "aria-label": t("Systems asked") }, h("ul.legs", every.map(leg)));
}

/** Suspended is not the same as never asked such things: it may answer in an hour. */
const lookOf = ({ state, why }) => (SUSPENDED.has(why) ? "suspended" : state);

function leg({ name, state, why, label, detail, since, remembered, as_of: when, elapsed_ms: elapsed }) {
  const look = lookOf({ state, why });
  const spoke = state === "answered" || state === "no_match";
  const took = spoke && elapsed !== null && !remembered ? `${(elapsed / 1000).toFixed(1)} s` : "";
  const then = since && t("since {time}", { time: at(since) });
  const kept = remembered && t("as of {time}, not asked anew", { time: at(when) });
  return h(
    "li",
    { class: `leg leg--${look}` },
    h("span.leg__mark", icon(LEGS[look] ?? "dash")),
    h("span.leg__name", name),
    h("span.leg__took", took),
    h("span.leg__state", label),
    h("span.leg__detail", [detail, then, kept].filter(Boolean).join(", ")),
  );
}

/** The people or vehicles found, each with every value and where it came from. A long list opens
 *  at the first: the gravest warnings come first, and a name is enough to pick another. Under each
 *  stands what under(cluster, all) gives. */
export function clusters({ clusters: every, legs: asked }, under = () => null) {
  const retrieved = new Map(asked.map(({ system, as_of: when }) => [system, when]));
  return every.map((cluster, index) => {
    const { title, confidence, why, values } = cluster;
    return h(
      "details.card.card--closed",
      { open: index === 0 || every.length < 3 },
      h("summary", h("h2", worded(title)), kinship(confidence, why)),
      h("dl.facts", rowsOf(values).map((row) => valueRow(row, retrieved))),
      under(cluster, every),
    );
  });
}

const kinship = (confidence, why) => [
  why.length > 0 && h("span.confidence", t("Belongs together: {reasons}", { reasons: why.join(", ") })),
  confidence === "possible" &&
    h("span.confidence.confidence--possible", t("May be the same as another here, not confirmed")),
];

/** Parts of a name say nothing that the whole name does not. */
const rowsOf = (values) =>
  Object.entries(values).filter(([name]) => !(values.name && PARTS_OF_NAME.has(name)));

function valueRow([name, values], retrieved) {
  const agreed = new Map();
  for (const one of values)
    agreed.set(String(one.value), [...(agreed.get(String(one.value)) ?? []), one]);
  const differs = agreed.size > 1;
  const rows = [...agreed].map(([value, sources]) =>
    h(
      "div.value",
      h("span.value__text", name === "dob" ? plainDate(value) : value),
      h("span.value__sources", sources.map((one) => source(one, retrieved.get(one.system)))),
    ),
  );
  return h(
    "div",
    { class: differs ? "facts__row facts__row--differs" : "facts__row" },
    h("dt", NAMES[name] ?? titled(name), differs && h("span.differs", t("Systems differ"))),
    h("dd", rows),
  );
}

/** Where a value comes from, how old it is there, and when it was asked for. */
function source({ system_name: system, ref, as_of: asOf, retrieved_at: own, handling }, leg) {
  const retrieved = own || leg;
  const old = asOf ? t("{age} old", { age: age(asOf) }) : t("age not told");
  const fetched = retrieved && t("fetched {at}", { at: at(retrieved) });
  const words = [system, ref, old, fetched].filter(Boolean).join(" · ");
  return h("span.source", words, handling === "C" && h("strong.source__handling", t("Conditions")));
}

const titled = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");
