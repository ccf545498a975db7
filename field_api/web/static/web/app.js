// The page's frame: which screen the fragment names, the tabs, and keeping what is shown current.

import * as ask from "fieldbook/ask";
import * as asked from "fieldbook/asked";
import { h, replace } from "fieldbook/dom";
import * as duty from "fieldbook/duty";
import * as erased from "fieldbook/erased";
import * as entry from "fieldbook/entry";
import { icon } from "fieldbook/icons";
import * as fresh from "fieldbook/new";
import * as outbox from "fieldbook/outbox";
import * as phone from "fieldbook/phone";
import * as question from "fieldbook/question";
import * as questions from "fieldbook/questions";
import * as saved from "fieldbook/saved";
import * as session from "fieldbook/session";
import * as settle from "fieldbook/settle";
import * as signin from "fieldbook/signin";
import * as store from "fieldbook/store";
import * as sync from "fieldbook/sync";
import * as topbar from "fieldbook/topbar";
import * as work from "fieldbook/work";
import * as write from "fieldbook/write";

const SCREENS = {
  new: fresh,
  write,
  saved,
  work,
  entry,
  settle,
  duty,
  ask,
  asked,
  question,
  phone,
  "sign-in": signin,
};
const TABS = [
  ["new", "New", "pen"],
  ["work", "My work", "list"],
  ["ask", "Ask", "ask"],
];
const UPDATE_EVERY = 3_600_000;
const UNDER = { write: "new", saved: "new", entry: "work", settle: "work", duty: "work", question: "ask", asked: "ask" };

const main = document.getElementById("main");
let shown; // {screen, context, leave: AbortController}
let due = false;
let redraws = 0;

const go = (fragment) => {
  if (location.hash === fragment) void turn();
  else location.hash = fragment;
};

/** Shows the screen the address names. */
async function turn() {
  const here = location.hash;
  const who = await session.current();
  if (here !== location.hash) return; // turned to another meanwhile
  shown?.leave.abort();
  const [, name = "new", id] = here.split("/");
  const wanted = SCREENS[name] ?? fresh;
  const screen = who || wanted.open ? wanted : signin;
  const leave = new AbortController();
  const now = { screen, context: { session: who, id, go, signal: leave.signal }, leave };
  shown = now;
  drawTabs(who && (UNDER[name] ?? name));
  document.title = `${screen.title} – Fieldbook`;
  const nodes = await screen.show(now.context);
  if (now !== shown) return;
  replace(main, nodes);
  focusTitle();
  await screen.enter?.(now.context);
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
  replace(
    tabs,
    TABS.map(([name, label, symbol]) =>
      h(
        "a.tab",
        { href: `#/${name}`, "aria-current": name === current && "page" },
        icon(symbol),
        h("span", label),
      ),
    ),
  );
}

/** Draws a screen anew when a store it lives on has changed, at most once a frame; keeps the place.
 *  A screen turned to meanwhile is not touched: somebody may be writing on it already. */
function refresh(names) {
  if (due || !shown || !names.some((name) => shown.screen.live.includes(name))) return;
  due = true;
  const now = shown;
  requestAnimationFrame(async () => {
    due = false;
    if (now === shown) await redraw(now);
  });
}

/** What is open and where the focus is, is read when the new nodes are there, not before: somebody
 *  may have touched the page while they were being made. Of two that overlap the later one stands. */
async function redraw(now) {
  const mine = ++redraws;
  now.context.session = (await session.current()) ?? now.context.session;
  const nodes = await now.screen.show(now.context);
  if (now !== shown || mine !== redraws) return;
  const boxes = () => [...main.querySelectorAll("details")];
  const nameOf = (box) => box.querySelector("summary")?.textContent;
  const opened = new Map(boxes().map((box) => [nameOf(box), box.open]));
  const focused = document.activeElement?.id;
  replace(main, nodes);
  for (const box of boxes()) box.open = opened.get(nameOf(box)) ?? box.open;
  if (focused && focused !== "main")
    document.getElementById(focused)?.focus({ preventScroll: true });
}

/** The one script that is started by its address; headers.py allows this policy and no other. */
const shell = globalThis.trustedTypes?.createPolicy("shell", { createScriptURL: () => "/sw.js" });

/** Keeps the shell on the phone. A page that stays open for days must look for a newer one itself;
 *  it is used when Fieldbook is next opened, never under somebody's hands. */
async function keepShell() {
  const worker = await navigator.serviceWorker?.register(shell?.createScriptURL("") ?? "/sw.js");
  if (worker) setInterval(() => worker.update().catch(() => {}), UPDATE_EVERY);
}

/** Without a store nothing can be promised, so nothing is offered. */
function cannotStart(error) {
  const why = "Nothing can be kept on this phone. Leave private browsing, or free some space.";
  replace(main, h("h1", "Fieldbook cannot start"), h("p.lede", why), h("p.hint", error.message));
  throw error;
}

async function start() {
  await store.all("meta").catch(cannotStart);
  if (!location.hash) history.replaceState(null, "", "#/new");
  addEventListener("hashchange", () => void turn());
  store.watch(refresh);
  await topbar.start();
  await turn();
  await Promise.all([outbox.forgetOld(), questions.forgetOld(), erased.forgetAll()]);
  void sync.start();
  keepShell().catch(() => {}); // refused by the browser: all works but opening without a signal
}

void start();
