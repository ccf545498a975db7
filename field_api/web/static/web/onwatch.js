// "On the watch list": what this phone says at once of what is typed, in a form or in a question,
// with a signal or without. Warnings come first, then what to do. Nothing is told to the server from
// here: it screens entries and questions by itself as they come.

import { ago, at, day } from "fieldbook/clock";
import { h, replace } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { markAs, marksIn, marksOf } from "fieldbook/marks";
import { chip } from "fieldbook/parts";
import { fieldsOf, isEmpty, isShown, widgetOf } from "fieldbook/schema";
import * as store from "fieldbook/store";
import { thingsIn } from "fieldbook/things";
import * as watched from "fieldbook/watched";
import { n, t } from "fieldbook/words";

const PAUSE = 600; // milliseconds without a keystroke: half a number is no wrong one
const SHOWN = 3;

/** Watches over a form as it is written: {look()}, to be called after each edit. What is looked for
 *  stands under the field that says it; `writing.warned` says where that is. */
export function over({ session, body, writing, signal }) {
  const said = new WeakMap(); // place → what stands there: what is being read is not drawn anew
  let waiting;
  const unwatch = store.watch((names) => names.includes("watched") && look());
  signal.addEventListener("abort", () => {
    unwatch();
    clearTimeout(waiting);
  });
  void draw();
  return { look };

  function look() {
    clearTimeout(waiting);
    waiting = setTimeout(draw, PAUSE);
  }

  async function draw() {
    const hits = await watched.find(session, marksOver(writing.schema, body)).catch(() => []); // locked
    if (signal.aborted) return;
    for (const [pointer, place] of writing.warned ?? []) {
      const here = hits.filter(({ mark }) => mark.pointer === pointer);
      const words = here.length ? JSON.stringify(here) : "";
      if ((said.get(place) ?? "") === words) continue;
      said.set(place, words);
      replace(place, here.length > 0 && warning(here));
      if (here.length) uncover(place);
    }
  }
}

/** The same of a question, as it is put: null where this phone has nothing of it. */
export async function ofQuestion(session, things) {
  const hits = await watched.find(session, things.flatMap(marksOf)).catch(() => []); // locked
  return hits.length ? warning(hits) : null;
}

/** A warning is never behind a tap. */
function uncover(place) {
  for (let box = place.closest("details"); box; box = box.parentElement.closest("details"))
    box.open = true;
}

/** Marks of all that is said in a form, each with the pointer of the field that says it. */
function marksOver(schema, body) {
  const things = thingsIn(schema, body).flatMap((thing) =>
    marksOf(thing).map((mark) => ({ ...mark, pointer: pointerOf(thing, mark) })),
  );
  return [...things, ...marksUnder(schema, body, body, "")];
}

const pointerOf = ({ fields }, { attribute }) =>
  fields.find((one) => one.attribute === attribute && !isEmpty(one.value))?.pointer;

function marksUnder(schema, scope, body, above) {
  return fieldsOf(schema).flatMap(({ name, spec }) => {
    const value = scope[name];
    const pointer = `${above}/${name}`;
    if (isEmpty(value) || !isShown(spec, scope, body)) return [];
    if (widgetOf(spec) === "repeat")
      return value.flatMap((row, index) => marksUnder(spec.items, row, body, `${pointer}/${index}`));
    const text = typeof value === "string" ? value : value.text;
    if (typeof text !== "string") return [];
    const kind = spec["x-identifier"];
    return (kind ? markAs(kind, text) : marksIn(text)).map((mark) => ({ ...mark, pointer }));
  });
}

/** What is said of those that hit, the most urgent first. */
export const warning = (hits) =>
  h(
    "section.onwatch",
    { "aria-label": t("On the watch list"), role: "alert" },
    hits.slice(0, SHOWN).map(card),
    hits.length > SHOWN &&
      h("p", n("{count} more on the watch list", "{count} more on the watch list", hits.length - SHOWN)),
  );

function card(one) {
  return h(
    "div.onwatch__one",
    h("p.onwatch__title", icon("warn"), t("On the watch list"), " ", urgency(one)),
    one.warnings.map(marker),
    h("p.onwatch__action", one.action),
    h("p", one.what),
    h("p", `${one.mark.reason}. `, t("Make sure that it is the same before you act.")),
    h("p.onwatch__source", [one.marking, one.reference, one.source].filter(Boolean).join(" · ")),
    h(
      "p.onwatch__source",
      t("From this phone, as of {time} ({age}). It may have ended since.", { time: at(one.asOf), age: ago(one.asOf) }),
    ),
  );
}

function marker({ code, label, advice, source, date }) {
  return h(
    "div.alarm",
    icon("warn", "icon--alarm"),
    h(
      "div",
      h("p.alarm__label", label, code && h("span.alarm__code", code)),
      advice && h("p.alarm__advice", advice),
      h("p.alarm__source", [source, date && day(date)].filter(Boolean).join(", ")),
    ),
  );
}

function urgency({ priority }) {
  const words = { immediate: t("Immediate"), high: t("High"), routine: t("Routine") };
  return chip({ word: words[priority], tone: priority === "immediate" ? "alarm" : "warn", icon: "bell" });
}
