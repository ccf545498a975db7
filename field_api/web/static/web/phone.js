// This phone: connection, what is unsent, clock, notebook, and signing out.

import { call } from "fieldbook/api";
import { age, ago, at, skewWords } from "fieldbook/clock";
import { choose } from "fieldbook/dialogs";
import { h } from "fieldbook/dom";
import * as files from "fieldbook/files";
import * as outbox from "fieldbook/outbox";
import { button, facts } from "fieldbook/parts";
import { offerAgain } from "fieldbook/pull";
import * as session from "fieldbook/session";
import * as status from "fieldbook/status";
import * as sync from "fieldbook/sync";

export const title = "This phone";
export const live = ["meta", "outbox", "files"];

export async function show({ session: who, go }) {
  const link = await status.read();
  const unsent = await outbox.unsent(who.notebook.id);
  const left = await files.left(who.notebook.id);
  const others = await outbox.ofOthers(who.notebook.id);
  const kept = await navigator.storage?.persisted?.();
  return [
    h("h1", "This phone"),
    h(
      "section.card",
      h("h2", "Connection"),
      facts([
        ["Server", link.reached === false ? "Cannot be reached; tried again by itself" : "Reached"],
        ["Last contact", link.lastGood && `${at(link.lastGood)}, ${ago(link.lastGood)}`],
        [
          "Not sent",
          unsent.length
            ? `${unsent.length}, the oldest ${age(unsent[0].at)} old`
            : "Nothing: the server has everything",
        ],
        ["Photos and files to go", left.length ? String(left.length) : ""],
        [
          "Other officers’ entries waiting",
          others.length ? `${others.length}, sent when they sign in` : "",
        ],
        ["Clock", skewWords(link.skew) || "Agrees with the server"],
      ]),
      button("Send now", () => sync.wake(), { kind: "button--quiet" }),
    ),
    h(
      "section.card",
      h("h2", "Notebook"),
      facts([
        ["Officer", session.nameOf(who.officer)],
        ["Unit", who.officer.unit?.name],
        ["Force", who.officer.force?.name],
        ["Notebook", who.notebook.serial],
        ["Phone’s key", h("code.hash", who.device.key_id)],
        [
          "Storage",
          kept
            ? "Kept for good"
            : "The browser may clear it when space runs out. Install Fieldbook to the home screen.",
        ],
      ]),
    ),
    h(
      "section.card",
      h("h2", "Your sign-in"),
      ...(await changes(who)),
      h("p", h("a", { href: "/desk/sign-in/yours" }, "Password, authenticator and passkeys")),
    ),
    h(
      "p",
      button("Sign out", () => leave(who, go), { kind: "button--quiet" }),
    ),
  ];
}

const A_MINUTE = 60_000;
let heard = {};

/** What changed in how this officer signs in; nothing where nobody answers. */
async function changes({ token, state }) {
  if (state !== "open") return [];
  // This page is drawn anew with every news: asked once a minute, and never waited for long.
  if (heard.token !== token || Date.now() - heard.when > A_MINUTE) {
    const told = await call("/me/notices", { token, patience: 1_500 }).catch(() => undefined);
    heard = { token, when: Date.now(), notices: told?.data.notices };
  }
  if (!heard.notices) return [];
  if (heard.notices.length === 0) return [h("p", "Nothing changed in the last ninety days.")];
  return [
    h("p", "Something here that was not you: tell your supervisor."),
    facts(heard.notices.slice(0, 5).map((one) => [at(one.at), named(one)])),
  ];
}

const named = ({ said, about }) => (about ? `${said}: ${about}` : said);

async function leave(who, go) {
  // Without an answer they may go all the same: what the server signed for stays on the phone.
  await offerAgain(who, { now: true }).catch(() => {});
  const unsent = await outbox.unsent(who.notebook.id);
  if (unsent.length) {
    return stay(`${unsent.length === 1 ? "1 entry is" : `${unsent.length} entries are`} not sent`);
  }
  const left = await files.left(who.notebook.id);
  if (left.length) return stay(`${left.length === 1 ? "1 file is" : `${left.length} files are`} not sent`);
  await session.signOut();
  return go("#/sign-in");
}

function stay(title) {
  void sync.wake();
  return choose({
    title,
    body: h("p", "What is only on this phone must be sent first. Sign out when the server has it."),
    actions: [{ value: undefined, label: "Stay signed in", primary: true }],
  });
}
