// The line at the top: how the phone stands with the server, and what is only on this phone.

import { shortAge, skewWords } from "fieldbook/clock";
import { h, replace } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import * as files from "fieldbook/files";
import * as outbox from "fieldbook/outbox";
import { panel } from "fieldbook/parts";
import * as session from "fieldbook/session";
import * as status from "fieldbook/status";
import * as store from "fieldbook/store";
import * as vault from "fieldbook/vault";
import * as witness from "fieldbook/witness";
import { n, t } from "fieldbook/words";

const MINUTE = 60_000;
const A_DAY = 86_400_000;
let spoken = "";

/** Keeps the line current for as long as the page lives. */
export function start() {
  const draw = () => void drawAll();
  store.watch(draw);
  status.watch(draw);
  setInterval(draw, MINUTE);
  return drawAll();
}

async function drawAll() {
  const who = await session.current();
  const link = await status.read();
  const unsent = who ? await outbox.unsent(who.notebook.id) : await outbox.everyones();
  const left = who ? await files.left(who.notebook.id) : [];
  const found = await witness.standing();
  const locked = !who && !vault.isOpen() && (await vault.list()).length > 0;
  const state = words(who, link, { unsent, left, locked });
  const line = document.getElementById("link-state");
  line.href = who || locked ? "#/outbox" : "#/sign-in";
  line.className = `link-state link-state--${state.tone}`;
  replace(
    line,
    icon(state.icon),
    h("span.link-state__text", state.text, state.more && h("span.link-state__more", state.more)),
  );
  drawPhone(who);
  replace(document.getElementById("notices"), [
    ...notices(who, link),
    ...found.map(contradicted),
  ]);
  speak([state.text, state.more].filter(Boolean).join(", "));
}

/** The way to the phone itself: notebook, lock, signing out. */
function drawPhone(who) {
  const known = document.getElementById("this-phone");
  if (known) known.hidden = !who;
  else if (who)
    document.getElementById("link-state").after(
      h(
        "a.topbar__phone",
        { id: "this-phone", href: "#/phone", "aria-label": t("This phone") },
        icon("phone"),
      ),
    );
}

/** {text, more, tone, icon}: what holds, and how much is only here since when. */
function words(who, link, { unsent, left, locked }) {
  const more = waitingWords(unsent, left);
  if (locked) return { text: t("Locked"), more, tone: "quiet", icon: "lock" };
  if (!who) return { text: t("Not signed in"), more, tone: "quiet", icon: "lock" };
  if (who.state === "waiting")
    return { text: t("Waits for a supervisor"), more, tone: "warn", icon: "lock" };
  if (who.state !== "open") return { text: t("Sign in again"), more, tone: "warn", icon: "lock" };
  if (link.phase === "sending")
    return { text: t("Sending {count}", { count: unsent.length }), tone: "busy", icon: "up" };
  if (link.reached === false)
    return { text: t("No connection"), more, tone: more ? "warn" : "quiet", icon: "none" };
  return unsent.length ? unsentWords(unsent, left) : filesWords(left);
}

/** "2 not sent · 5 min": all that is only on this phone, on one line. */
function waitingWords(unsent, left) {
  const { length: count } = unsent;
  if (count === 0) return left.length ? filesToGo(left) : "";
  const [at] = unsent.flatMap((item) => item.at ?? []).sort(); // a locked phone does not know it
  const sum = t("{count} not sent", { count });
  return at ? `${sum} · ${shortAge(at)}` : sum;
}

function unsentWords(unsent, left) {
  const refused = unsent.filter(({ state }) => state === "refused").length;
  const oldest = t("oldest {age}", { age: shortAge(unsent[0].at) });
  const look = { tone: refused ? "bad" : "warn", icon: refused ? "warn" : "phone" };
  const text = t("{count} not sent", { count: unsent.length });
  if (refused) return { ...look, text, more: t("{count} not accepted", { count: refused }) };
  return { ...look, text, more: left.length ? `${oldest} · ${filesToGo(left)}` : oldest };
}

/** The texts are all sent; photos may still be going. */
function filesWords(left) {
  if (left.length === 0) return { text: t("All sent"), tone: "good", icon: "tick" };
  const stuck = left.every(({ state }) => state === "refused");
  const look = stuck ? { tone: "bad", icon: "warn" } : { tone: "busy", icon: "up" };
  return { ...look, text: filesToGo(left), more: t("texts all sent") };
}

const filesToGo = (left) => n("{count} file to go", "{count} files to go", left.length);

function notices(who, link) {
  const skew = skewWords(link.skew);
  return [
    who?.state === "over" &&
      panel(
        "warn",
        t("Your sign-in has run out"),
        h("p", t("Everything you wrote is safe on this phone.")),
        h("a.button", { href: "#/sign-in" }, t("Sign in again")),
      ),
    who?.state === "password" &&
      panel(
        "warn",
        t("Choose a password of your own"),
        h("p", t("Somebody gave you the one you have. What you write is kept and sent meanwhile.")),
        h("a.button", { href: "/desk/sign-in/yours" }, t("Choose it")),
        h("a.button.button--quiet", { href: "#/sign-in" }, t("I have: sign in again")),
      ),
    who?.state === "waiting" &&
      panel(
        "warn",
        t("This phone waits for a second person"),
        h("p", t("A supervisor has to confirm it. What you write is kept and sent meanwhile.")),
      ),
    who?.state === "stopped" &&
      panel(
        "bad",
        t("This phone has been stopped"),
        h("p", t("Hand it to your supervisor. What is not sent is still on it.")),
      ),
    skew && panel("warn", skew, h("p", t("Entries keep its time and the server’s."))),
    !window.isSecureContext &&
      panel(
        "bad",
        t("This address is not secure"),
        h("p", t("Entries cannot be signed here. Open Fieldbook by its https address.")),
      ),
  ];
}

/** A backup that was put back is told for a day; an alteration for as long as the phone keeps it. */
function contradicted({ what, at }) {
  if (what === "put_back")
    return (
      Date.now() - at < A_DAY &&
      panel(
        "warn",
        t("Fieldbook was put back to an earlier moment"),
        h("p", t("This phone sends again what was lost. It keeps what it had seen of the record.")),
      )
    );
  return panel(
    "bad",
    t("The record on the server has been altered or put back"),
    h(
      "p",
      t("Tell your professional standards department, and keep this phone: it holds the proof."),
      " ",
      t("What you write is kept here and sent as always."),
    ),
  );
}

/** Says a change aloud once; the age of what is unsent changes every minute and is not repeated. */
function speak(text) {
  const gist = text.replace(/, .*/, "");
  if (gist === spoken) return;
  spoken = gist;
  document.getElementById("announce").textContent = text;
}
