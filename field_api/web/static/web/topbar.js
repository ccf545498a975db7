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
import * as witness from "fieldbook/witness";

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
  const unsent = who ? await outbox.unsent(who.notebook.id) : [];
  const left = who ? await files.left(who.notebook.id) : [];
  const found = await witness.standing();
  const state = words(who, link, unsent) ?? filesWords(left);
  const line = document.getElementById("link-state");
  line.className = `link-state link-state--${state.tone}`;
  replace(
    line,
    icon(state.icon),
    h("span.link-state__text", state.text, state.more && h("span.link-state__more", state.more)),
  );
  replace(document.getElementById("notices"), [
    ...notices(who, link),
    ...found.map(contradicted),
  ]);
  speak([state.text, state.more].filter(Boolean).join(", "));
}

/** {text, more, tone, icon}: what holds, and how much is unsent since when; undefined if none. */
function words(who, link, unsent) {
  const oldest = unsent[0] && shortAge(unsent[0].at);
  const more = unsent.length ? `${unsent.length} not sent · ${oldest}` : "";
  if (!who) return { text: "Not signed in", tone: "quiet", icon: "lock" };
  if (who.state === "waiting")
    return { text: "Waits for a supervisor", more, tone: "warn", icon: "lock" };
  if (who.state !== "open") return { text: "Sign in again", more, tone: "warn", icon: "lock" };
  if (link.phase === "sending")
    return { text: `Sending ${unsent.length}`, tone: "busy", icon: "up" };
  if (link.reached === false)
    return { text: "No connection", more, tone: unsent.length ? "warn" : "quiet", icon: "none" };
  if (unsent.length)
    return {
      text: `${unsent.length} not sent`,
      more: `oldest ${oldest}`,
      tone: "warn",
      icon: "phone",
    };
  return undefined;
}

/** The texts are all sent; photos may still be going. */
function filesWords(left) {
  if (left.length === 0) return { text: "All sent", tone: "good", icon: "tick" };
  const text = `${left.length} ${left.length === 1 ? "file" : "files"} to go`;
  return { text, more: "texts all sent", tone: "busy", icon: "up" };
}

function notices(who, link) {
  const skew = skewWords(link.skew);
  return [
    who?.state === "over" &&
      panel(
        "warn",
        "Your sign-in has run out",
        h("p", "Everything you wrote is safe on this phone. "),
        h("a.button", { href: "#/sign-in" }, "Sign in again"),
      ),
    who?.state === "password" &&
      panel(
        "warn",
        "Choose a password of your own",
        h("p", "Somebody gave you the one you have. What you write is kept and sent meanwhile. "),
        h("a.button", { href: "/desk/sign-in/yours" }, "Choose it"),
        h("a.button.button--quiet", { href: "#/sign-in" }, "I have: sign in again"),
      ),
    who?.state === "waiting" &&
      panel(
        "warn",
        "This phone waits for a second person",
        h("p", "A supervisor has to confirm it. What you write is kept and sent meanwhile."),
      ),
    who?.state === "stopped" &&
      panel(
        "bad",
        "This phone has been stopped",
        h("p", "Hand it to your supervisor. What is not sent is still on it."),
      ),
    skew && panel("warn", skew, h("p", "Entries keep its time and the server’s.")),
    !window.isSecureContext &&
      panel(
        "bad",
        "This address is not secure",
        h("p", "Entries cannot be signed here. Open Fieldbook by its https address."),
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
        "Fieldbook was put back to an earlier moment",
        h("p", "This phone sends again what was lost. It keeps what it had seen of the record."),
      )
    );
  return panel(
    "bad",
    "The record on the server has been altered or put back",
    h(
      "p",
      "Tell your professional standards department, and keep this phone: it holds the proof. ",
      "What you write is kept here and sent as always.",
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
