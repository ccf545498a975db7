// The map on the phone: what it last got, at once; then what is new, for as long as it is looked at.

import { Refused } from "fieldbook/api";
import { ago } from "fieldbook/clock";
import { h, replace } from "fieldbook/dom";
import { back, marking, panel } from "fieldbook/parts";
import * as situated from "fieldbook/situated";
import { build } from "fieldbook/situation";
import { t } from "fieldbook/words";

export const title = t("Map");
export const live = []; // it draws itself anew: a screen drawn under a finger would lose its place

const EVERY = 15_000;
const MARKINGS = ["OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET"];

export async function show({ session, signal }) {
  const state = { session, signal, link: h("div", { role: "status" }), top: h("div"), room: h("div") };
  const held = await situated.kept(session);
  if (held) draw(state, held);
  else replace(state.room, h("p.lede", t("Fetching the map…")));
  void keepUp(state);
  return [back("#/alerts", t("Alerts")), state.top, h("h1", t("Map")), state.link, state.room];
}

async function keepUp(state) {
  const { signal } = state;
  const look = () => (document.hidden || signal.aborted ? undefined : lookOnce(state));
  await look();
  const timer = setInterval(() => void look(), EVERY);
  signal.addEventListener("abort", () => clearInterval(timer));
  if (signal.aborted) clearInterval(timer);
}

async function lookOnce(state) {
  try {
    const now = await situated.fetched(state.session, state.signal);
    if (state.signal.aborted) return;
    draw(state, now);
    replace(state.link, []);
  } catch (error) {
    if (!state.signal.aborted) setback(state, error);
  }
}

function setback({ link, room, map }, error) {
  const over = error instanceof Refused && [401, 403].includes(error.status);
  const why = over ? t("Sign in again to see what is new") : t("No connection");
  const age = map && t("What you see is as of {age}.", { age: ago(map.map.as_of) });
  replace(link, panel("wait", why, age && h("p", age)));
  if (!map) replace(room, h("p.lede", t("There is no map on this phone yet.")));
}

function draw(state, record) {
  const { signal, room, top } = state;
  replace(top, marking(highest(record.map.spots)));
  if (state.tag === record.ground.tag) {
    state.update(record.map);
  } else {
    const { node, update } = build({ ground: record.ground, map: record.map, href, signal });
    Object.assign(state, { update, tag: record.ground.tag });
    replace(room, node);
  }
  state.map = record;
}

/** Only what this phone holds opens on it: alerts, taskings, and entries of one's own. */
const href = ({ kind, mine, opens }) => {
  if (kind === "alert") return `#/alerts/${opens}`;
  if (kind === "tasking") return `#/tasks/${opens}`;
  return kind === "entry" && mine ? `#/entry/${opens}` : undefined;
};

const highest = (spots) =>
  MARKINGS[Math.max(0, ...spots.map((spot) => MARKINGS.indexOf(spot.marking)))];
