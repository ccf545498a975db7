// When Fieldbook locks itself, and what is seen meanwhile: nothing of a page that somebody has left.

import * as store from "fieldbook/store";
import * as vault from "fieldbook/vault";

const AFTER = 120_000; // unless the server says otherwise
const ERRAND = 600_000; // a camera or a picker hides the page for longer, and gives its file to this one
const LOOK_EVERY = 5_000;
// Not "scroll": a page that is drawn anew scrolls too, and would never lock.
const USED = ["pointerdown", "pointermove", "keydown", "input", "wheel", "touchmove"];

let used = Date.now();
let errand = false;

/** Watches over the vault for as long as the page lives. */
export function start() {
  for (const name of USED) addEventListener(name, stir, { capture: true, passive: true });
  addEventListener("click", sendAway, { capture: true });
  for (const name of ["change", "cancel"])
    addEventListener(name, () => (errand = false), { capture: true });
  document.addEventListener("visibilitychange", turn);
  addEventListener("pagehide", cover);
  addEventListener("pageshow", () => void uncover());
  setInterval(() => void look(), LOOK_EVERY);
}

/** Somebody is at it, though no finger moves: a recording that runs, say. */
export function stir() {
  used = Date.now();
}

function sendAway({ target }) {
  errand = target instanceof HTMLInputElement && target.type === "file";
}

function turn() {
  if (document.hidden) cover();
  else void uncover();
}

/** The picture that a phone keeps for its list of open pages shows nothing. */
function cover() {
  stir(); // from here on it is hidden, not idle
  document.documentElement.classList.add("covered");
}

async function uncover() {
  await look();
  stir();
  errand = false;
  document.documentElement.classList.remove("covered");
}

async function look() {
  if (!vault.isOpen()) return;
  if (Date.now() - used > (await longest())) await vault.lock();
}

async function longest() {
  const { server } = (await store.get("meta", "session")) ?? {};
  const after = server?.lock_after ? server.lock_after * 1000 : AFTER;
  return errand ? Math.max(after, ERRAND) : after;
}
