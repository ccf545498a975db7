// The map at the desk: as the page came, then with what is new every ten seconds while it is in sight.

import { h, replace } from "fieldbook/dom";
import { build } from "fieldbook/situation";
import { t } from "fieldbook/words";

const EVERY = 10_000;

const told = JSON.parse(document.getElementById("told").textContent);
const here = document.getElementById("map");
const { url, entry, alert, tasking } = here.dataset;
const leave = new AbortController();
const stale = h("p.hint", { role: "status" });

const ROOMS = { entry, alert, tasking };
const href = ({ kind, opens }) => kind in ROOMS && `${ROOMS[kind]}${opens}/`;

const { node, update } = build({ ground: told.ground, map: told.map, href, signal: leave.signal });
replace(here, [stale, node]);

let { tag } = told;

async function look() {
  try {
    const answer = await fetch(url, { headers: { "If-None-Match": tag }, redirect: "manual" });
    if (answer.status === 200) {
      tag = answer.headers.get("ETag");
      update(await answer.json());
    }
    replace(stale, answer.status === 200 || answer.status === 304 ? [] : t("Nothing new comes any more: sign in again."));
  } catch {
    replace(stale, t("No connection: this is as of the time below."));
  }
}

setInterval(() => !document.hidden && void look(), EVERY);
addEventListener("pagehide", ({ persisted }) => persisted || leave.abort());
