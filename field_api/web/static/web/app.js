// The page's frame: which screen the fragment names, the tabs, and keeping what is shown current.

import { h, replace } from "fieldbook/dom";
import { heedSkipping, held } from "fieldbook/focus";
import { icon } from "fieldbook/icons";
import * as locking from "fieldbook/locking";
import * as session from "fieldbook/session";
import * as signin from "fieldbook/signin";
import * as status from "fieldbook/status";
import * as store from "fieldbook/store";
import * as unlock from "fieldbook/unlock";
import * as vault from "fieldbook/vault";
import { t } from "fieldbook/words";

// Drawn before anything else is there. All others come with later.js, when somebody is signed in or
// at the latest once the first has been drawn.
const FIRST = { "sign-in": signin };
const TABS = [
  ["new", t("New"), "pen"],
  ["work", t("My work"), "list"],
  ["ask", t("Ask"), "ask"],
  ["alerts", t("Alerts"), "bell"],
];
const UNDER = {
  ...{ write: "new", saved: "new" },
  ...{ entry: "work", settle: "work", review: "work", duty: "work", outbox: "work" },
  ...{ question: "ask", asked: "ask" },
  map: "alerts",
  tasks: "alerts",
};

const main = document.getElementById("main");
let shown; // {screen, context, leave: AbortController, due: anew soon, drawing: the last one begun}

const go = (fragment) => {
  if (location.hash === fragment) void turn();
  else location.hash = fragment;
};

let rest;

/** {SCREENS, behind}: every screen by its name, and what goes on behind them. */
function later() {
  rest ??= import("fieldbook/later");
  return rest;
}

const wake = () => later().then(({ behind }) => behind.wake());

/** The line broke between this script and the next, on a phone that keeps none of them yet. */
function cutShort(error) {
  const again = h("button.button", { type: "button", onclick: () => location.reload() }, t("Try again"));
  const why = t("The signal was lost before all of it was here.");
  replace(main, [h("h1", t("Fieldbook is not whole yet")), h("p.lede", why), again]);
  throw error;
}

async function screenFor(name, who) {
  if (name in FIRST) return FIRST[name];
  if (!who) return (await unlock.isNeeded()) ? unlock : signin;
  const { SCREENS } = await later().catch(cutShort);
  return SCREENS[name] ?? SCREENS.new;
}

/** Shows the screen the address names. */
async function turn() {
  const here = location.hash;
  const [, name = "new", id] = here.split("/");
  const who = await session.current();
  const screen = await screenFor(name, who);
  if (here !== location.hash) return; // turned to another meanwhile
  shown?.leave.abort();
  const leave = new AbortController();
  const context = { session: who, id, go, wake, signal: leave.signal, lifted: () => lifted };
  const now = { screen, context, leave, due: false };
  shown = now;
  drawTabs(who && (UNDER[name] ?? name));
  if (who) void later().then(({ behind }) => behind.tabsDrawn());
  document.title = `${screen.title} – Fieldbook`;
  now.drawing = draw(now);
  if (await now.drawing) await screen.enter?.(now.context);
}

/** Whether it was drawn: not where another screen was turned to meanwhile. */
async function draw(now) {
  const nodes = await now.screen.show(now.context);
  if (now !== shown) return false;
  replace(main, nodes);
  focusTitle();
  return true;
}

function focusTitle() {
  scrollTo(0, 0);
  const heading = main.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}

function drawTabs(current) {
  const tabs = document.getElementById("tabs");
  tabs.hidden = !current;
  tabs.setAttribute("aria-label", t("Main"));
  replace(
    tabs,
    TABS.map(([name, label, symbol]) =>
      h(
        "a.tab",
        { href: `#/${name}`, "aria-current": name === current && "page" },
        icon(symbol),
        h("span", label),
        name === "alerts" && h("span.tab__count", { id: "alerts-count" }),
      ),
    ),
  );
}

/** Draws a screen anew when a store it lives on has changed, at most once a frame; keeps the place.
 *  A screen turned to meanwhile is not touched: somebody may be writing on it already. One drawing
 *  follows another: were they to overlap, the older could be put over what somebody has opened in the
 *  newer, or leave it without the boxes that both hold. */
function refresh(names) {
  const now = shown;
  if (!now || now.due || !names.some((name) => now.screen.live.includes(name))) return;
  now.due = true;
  requestAnimationFrame(async () => {
    await Promise.allSettled([now.drawing]);
    now.due = false;
    if (now === shown) now.drawing = redraw(now);
  });
}

const LONGEST_PRESS = 10_000;
let lifted = Promise.resolve();

/** A press whose button is drawn anew before the release is no click: drawing waits for the release,
 *  and for the click that comes with it. */
function heedPresses() {
  main.addEventListener("pointerdown", () => {
    lifted = new Promise((done) => {
      const later = () => setTimeout(done);
      for (const name of ["pointerup", "pointercancel"]) addEventListener(name, later, { once: true });
      setTimeout(done, LONGEST_PRESS);
    });
  });
}

/** What is open and where the focus is, is read when the new nodes are there, not before: somebody
 *  may have touched the page while they were being made. */
async function redraw(now) {
  if (!vault.isOpen()) return;
  now.context.session = (await session.current()) ?? now.context.session;
  const nodes = await now.screen.show(now.context);
  await lifted;
  if (now !== shown) return;
  const boxes = () => [...main.querySelectorAll("details")];
  const nameOf = (box) => box.querySelector("summary")?.textContent;
  const opened = new Map(boxes().map((box) => [nameOf(box), box.open]));
  const focusAgain = held(main);
  replace(main, nodes);
  for (const box of boxes()) box.open = opened.get(nameOf(box)) ?? box.open;
  focusAgain();
}

/** Without a store nothing can be promised, so nothing is offered. */
function cannotStart(error) {
  const why = t("Nothing can be kept on this phone. Leave private browsing, or free some space.");
  replace(main, h("h1", t("Fieldbook cannot start")), h("p.lede", why), h("p.hint", error.message));
  throw error;
}

/** Before the key goes, the screen is left, which keeps what is being written. Then nothing of it
 *  stays in sight; unlocked, the address leads back to it. */
function heedLock() {
  vault.beforeLock(() => shown?.leave.abort());
  vault.watch(() => void (vault.isOpen() ? unlocked() : locked()));
  locking.start();
}

async function locked() {
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
  document.getElementById("announce").textContent = "";
  if (!shown?.screen.open) await turn();
}

const unlocked = () => later().then(({ behind }) => behind.unlocked());

async function start() {
  await store.all("meta").catch(cannotStart);
  if (!location.hash) history.replaceState(null, "", "#/new");
  addEventListener("hashchange", () => void turn());
  heedSkipping(main);
  heedPresses();
  heedLock();
  store.watch(refresh);
  status.watch(() => refresh(["phase"]));
  await turn();
  const { behind } = await later(); // also before anybody has signed in: it is what comes next
  await behind.start();
}

void start();
