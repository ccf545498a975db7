// Keeps the shell on the phone, and starts a newer one at a moment that harms nobody: by a tap, when
// Fieldbook is next opened, or by itself once the server serves nothing to one as old as this.

import { h, replace } from "fieldbook/dom";
import * as hands from "fieldbook/hands";
import { panel } from "fieldbook/parts";
import { t } from "fieldbook/words";

const LOOK_EVERY = 3_600_000;
const PATIENCE = 5_000;

/** The one script that is started by its address; headers.py allows this policy and no other. */
const shell = globalThis.trustedTypes?.createPolicy("shell", { createScriptURL: () => "/sw.js" });

let registration;
let ready; // the worker that has a newer shell whole, and waits
let demanded = false; // by the server
let forcing = false;

/** For as long as the page lives; one that is open for days looks for a newer shell itself. Throws
 *  where the browser refuses: then all works but opening without a signal. */
export async function keepShell() {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  let ours = Boolean(workers.controller); // not at the very first start
  workers.addEventListener("controllerchange", () => {
    if (ours) void startAnew();
    ours = true;
  });
  hands.start();
  registration = await workers.register(shell?.createScriptURL("") ?? "/sw.js");
  registration.addEventListener("updatefound", () => follow(registration.installing));
  follow(registration.waiting ?? registration.installing);
  setInterval(look, LOOK_EVERY);
  if (demanded) look();
}

/** The server answers nothing to a page as old as this one: what is written goes up all the same. */
export function demand() {
  demanded = true;
  look();
  draw();
  force();
}

const look = () => void registration?.update().catch(() => {}); // no signal: the next time

function follow(worker) {
  if (!worker) return;
  const changed = () => {
    if (worker.state === "installed" && registration.active) ready = worker;
    else if (ready === worker) ready = undefined;
    draw();
    force();
  };
  worker.addEventListener("statechange", changed);
  changed();
}

/** Waits for its moment once, however often it is demanded. */
function force() {
  if (!demanded || !ready || forcing) return;
  forcing = true;
  void hands
    .whenOff(takeOver)
    .catch(draw)
    .finally(() => (forcing = false));
}

/** By a tap: hands in another window, or a recording, are not cut short by it. */
async function startNow() {
  hands.rest();
  try {
    await hands.whenOff(takeOver, AbortSignal.timeout(PATIENCE));
  } catch (error) {
    draw(error);
  }
}

/** Throws, and changes nothing, while what is being written can't be put on the disk. */
async function takeOver() {
  await hands.saved();
  ready?.postMessage("take over"); // the browser tells every window: controllerchange
}

/** Also in a window that did not ask: its own scripts are all loaded, so it may wait for its hands. */
async function startAnew() {
  await hands.off();
  await hands.saved().catch(() => {}); // nothing can be kept here: waiting would not change it
  location.reload();
}

function draw(error) {
  replace(document.getElementById("newer"), [ready ? offered(error) : demanded && awaited()]);
}

const offered = (error) =>
  panel(
    demanded ? "warn" : "info",
    t("A newer Fieldbook is ready"),
    h(
      "p",
      demanded
        ? t("It starts by itself when nobody has touched this phone for half a minute.")
        : t("What you are writing is kept."),
    ),
    error && h("p.hint", reason(error)),
    h("button.button", { type: "button", onclick: startNow }, t("Start it now")),
  );

const reason = ({ name }) =>
  name === "TimeoutError"
    ? t("Not yet: something is being written or recorded in another window.")
    : t("Not yet: this phone could not keep what you are writing.");

const awaited = () =>
  panel(
    "warn",
    t("This Fieldbook is too old for the server"),
    h("p", t("The newer one is on its way. What you write is kept and sent as always.")),
  );
