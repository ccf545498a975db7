// Alerts over whatever is on the screen: at the top until they are seen, immediate ones over all of
// it. Nothing below is drawn anew, so nothing that is being written can be lost to one; and none
// comes between two keystrokes, where the second would fall on it.

import * as alerts from "fieldbook/alerts";
import { button, chip } from "fieldbook/parts";
import { h, replace } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import * as store from "fieldbook/store";
import * as sync from "fieldbook/sync";
import * as tasks from "fieldbook/tasks";
import * as vault from "fieldbook/vault";
import { n, t } from "fieldbook/words";

const LONGEST = 60_000; // a phone that slept wakes with timers that are late
const A_PAUSE = 2_000;
const TAG = "fieldbook-alerts";
const SHOWN = new Set(["alerts", "tasks"]);

let typedAt = -Infinity;
let timer;
let cover; // {id, dialog} of the one over everything
let known; // ids that were there before: a notification tells of others
let drawing = Promise.resolve();
let count = 0;

/** Keeps them over every screen for as long as the page lives. */
export function start() {
  for (const name of ["keydown", "input", "compositionupdate"])
    addEventListener(name, () => (typedAt = performance.now()), { capture: true, passive: true });
  store.watch((names) => names.some((name) => SHOWN.has(name)) && void draw());
  vault.watch(() => void draw());
  addEventListener("hashchange", () => void draw());
  return draw();
}

/** One after another: of two that overlap the later would else be drawn first. */
function draw() {
  drawing = drawing.then(drawNow, drawNow);
  return drawing;
}

async function drawNow() {
  clearTimeout(timer);
  const open = vault.isOpen();
  if (open) await alerts.forgetOld();
  const every = open ? await alerts.list() : [];
  const asked = open ? (await tasks.list()).filter(tasks.needsLook) : [];
  const waiting = [...every.filter(alerts.needsLook), ...asked.map(toDo)];
  count = waiting.length;
  fillCount();
  tellOutside(open, waiting);
  const wait = standOver(waiting.filter(({ doc, task }) => doc.priority === "immediate" && !task));
  const loud = waiting.filter((one) => one.doc.priority !== "routine" && !isShown(one));
  replace(document.getElementById("alerts"), cover || isListed() ? [] : banner(loud));
  const turn = open ? ((await alerts.nextTurn()) ?? LONGEST) : LONGEST;
  timer = setTimeout(() => void draw(), Math.min(wait ?? LONGEST, turn + 50, LONGEST));
}

/** The number on the tab; called also when tabs were drawn anew. */
export function fillCount() {
  const place = document.getElementById("alerts-count");
  if (place) replace(place, count > 0 && h("span.count", count, h("span.visually-hidden", " ", t("not seen"))));
}

/** A tasking stands among alerts at the top, and over nothing: it is answered, not only seen. */
const toDo = ({ id, doc }) => ({ id, doc, task: true });
const pageOf = ({ id, task }) => (task ? `#/tasks/${id}` : `#/alerts/${id}`);
const isShown = (one) => location.hash === pageOf(one);
const isListed = () => location.hash === "#/alerts";

function banner(loud) {
  if (!loud.length) return [];
  const [first, ...rest] = loud;
  const { doc, task } = first;
  return h(
    "a",
    { class: `alertbar alertbar--${doc.priority}`, href: rest.length ? "#/alerts" : pageOf(first) },
    icon("warn"),
    h(
      "span.alertbar__text",
      h("span.alertbar__what", doc.what),
      h("span.alertbar__more", saysOf(doc, task), more(rest.length)),
    ),
    icon("go", "icon--go"),
  );
}

function saysOf(doc, task) {
  if (task) return t("You are asked to do something");
  return doc.unseen ? unseenBy(doc) : t("Tap to see it");
}

const more = (others) => others > 0 && [" · ", n("{count} more alert", "{count} more alerts", others)];

export const unseenBy = ({ unseen }) =>
  n("{count} officer of yours has not seen it", "{count} officers of yours have not seen it", unseen);

/** Puts the first of them over everything, or takes away what is over. Answers after how many
 *  milliseconds to try again, where somebody is typing. */
function standOver(immediate) {
  const [first] = immediate.filter((one) => !isShown(one));
  if (cover && cover.id !== first?.id) uncover();
  if (!first || cover) return undefined;
  const since = performance.now() - typedAt;
  if (since < A_PAUSE) return A_PAUSE - since;
  if (document.querySelector("dialog[open]")) return A_PAUSE; // a question stands there already
  const dialog = h(
    "dialog.dialog.alertcover",
    { "aria-labelledby": "alert-over" },
    h("h2", { id: "alert-over", tabindex: "-1", autofocus: true }, icon("warn"), first.doc.what),
    body(first.doc),
    h("div.dialog__actions", button(t("Seen"), () => void seen(first.id))),
  );
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (cover?.dialog === dialog) cover = undefined;
    void draw(); // closed by something else: it comes again until it is seen
  });
  cover = { id: first.id, dialog };
  document.body.append(dialog);
  dialog.showModal();
  return undefined;
}

function uncover() {
  const { dialog } = cover;
  cover = undefined;
  dialog.close();
}

async function seen(id) {
  await alerts.see(id);
  void sync.wake();
}

/** What an alert says, the advice first. */
export const body = (doc) => [
  h("p.marking", doc.marking),
  doc.advice && h("p.alert-advice", doc.advice),
  doc.words && h("p.written", doc.words),
  doc.unseen && [h("p", unseenBy(doc)), h("ul", doc.unseen_by.map((name) => h("li", name)))],
  h("p.hint", t("From {who}, {unit}", { who: doc.from, unit: doc.unit })),
];

/** Its priority, as a chip. */
export function urgency({ priority }) {
  const words = { immediate: t("Immediate"), high: t("High"), routine: t("Routine") };
  const tone = { immediate: "bad", high: "warn", routine: "info" };
  return chip({ word: words[priority], tone: tone[priority], icon: priority === "routine" ? "bell" : "warn" });
}

/** Where nobody looks at this page, the phone itself says that there is something, and not what. */
function tellOutside(open, waiting) {
  if (!open) return;
  const fresh = known && waiting.filter(({ id }) => !known.has(id)).length;
  known = new Set(waiting.map(({ id }) => id));
  if (!fresh || !document.hidden || globalThis.Notification?.permission !== "granted") return;
  const title = n("Fieldbook: {count} new alert", "Fieldbook: {count} new alerts", fresh);
  navigator.serviceWorker?.ready
    .then((worker) => worker.showNotification(title, { tag: TAG, renotify: true }))
    .catch(() => {}); // the phone's own settings say no
}
