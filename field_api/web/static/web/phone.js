// This phone: connection, what is unsent, clock, notebook, and signing out.

import { call } from "fieldbook/api";
import { age, ago, at, skewWords } from "fieldbook/clock";
import { choose } from "fieldbook/dialogs";
import { h } from "fieldbook/dom";
import * as drafts from "fieldbook/drafts";
import * as files from "fieldbook/files";
import * as outbox from "fieldbook/outbox";
import { otherLanguages } from "fieldbook/languages";
import { lights } from "fieldbook/lights";
import { button, facts } from "fieldbook/parts";
import * as reviews from "fieldbook/reviews";
import * as session from "fieldbook/session";
import * as status from "fieldbook/status";
import * as store from "fieldbook/store";
import * as sync from "fieldbook/sync";
import * as vault from "fieldbook/vault";
import { n, t } from "fieldbook/words";

export const title = t("This phone");
export const live = ["meta", "outbox", "files"];

export async function show({ session: who, go }) {
  const link = await status.read();
  const unsent = await outbox.unsent(who.notebook.id);
  const left = await files.left(who.notebook.id);
  const decisions = (await reviews.unsent()).length;
  const others = await outbox.ofOthers(who.notebook.id);
  const kept = await navigator.storage?.persisted?.();
  return [
    h("h1", t("This phone")),
    h(
      "section.card",
      h("h2", t("Connection")),
      facts([
        [t("Server"), link.reached === false ? t("Cannot be reached; tried again by itself") : t("Reached")],
        [t("Last contact"), link.lastGood && `${at(link.lastGood)}, ${ago(link.lastGood)}`],
        [
          t("Not sent"),
          unsent.length
            ? t("{count}, the oldest {age} old", { count: unsent.length, age: age(unsent[0].at) })
            : t("Nothing: the server has everything"),
        ],
        [t("Decisions to go"), decisions ? String(decisions) : ""],
        [t("Photos and files to go"), left.length ? String(left.length) : ""],
        [
          t("Other officers’ entries waiting"),
          others.length ? t("{count}, sealed: they go by themselves", { count: others.length }) : "",
        ],
        [t("Clock"), skewWords(link.skew) || t("Agrees with the server")],
      ]),
      button(t("Send now"), () => sync.wake(), { kind: "button--quiet" }),
    ),
    h(
      "section.card",
      h("h2", t("Notebook")),
      facts([
        [t("Officer"), session.nameOf(who.officer)],
        [t("Unit"), who.officer.unit?.name],
        [t("Force"), who.officer.force?.name],
        [t("Notebook"), who.notebook.serial],
        [t("Phone’s key"), h("code.hash", who.device.key_id)],
        [
          t("Storage"),
          kept
            ? t("Kept for good")
            : t("The browser may clear it when space runs out. Install Fieldbook to the home screen."),
        ],
        [t("Damaged"), damage(store.damaged())],
      ]),
    ),
    h(
      "section.card",
      h("h2", t("Your sign-in")),
      ...(await changes(who)),
      h("p", h("a", { href: "/desk/sign-in/yours" }, t("Password, authenticator and passkeys"))),
    ),
    h("section.card", lights()),
    h("section.card", h("h2", t("Language")), otherLanguages()),
    h(
      "div.row",
      button(t("Lock"), () => vault.lock(), { kind: "button--quiet", iconName: "lock" }),
      button(t("Sign out"), () => leave(who, go), { kind: "button--quiet" }),
    ),
  ];
}

const damage = (count) =>
  count > 0 &&
  n(
    "{count} record on this phone cannot be read any more. Tell your supervisor.",
    "{count} records on this phone cannot be read any more. Tell your supervisor.",
    count,
  );

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
  if (heard.notices.length === 0) return [h("p", t("Nothing changed in the last ninety days."))];
  return [
    h("p", t("Something here that was not you: tell your supervisor.")),
    facts(heard.notices.slice(0, 5).map((one) => [at(one.at), named(one)])),
  ];
}

const named = ({ said, about }) => (about ? `${said}: ${about}` : said);

/** What is sealed to the server may be left behind, with a signal or without: it is sent from here by
 *  whoever comes next, and nobody reads it. */
async function leave(who, go) {
  const open = ({ sealed }) => !sealed;
  const unsent = (await outbox.unsent(who.notebook.id)).filter(open).length;
  if (unsent) return stay(n("{count} entry is not sent", "{count} entries are not sent", unsent));
  const left = (await files.left(who.notebook.id)).filter(open).length;
  if (left) return stay(n("{count} file is not sent", "{count} files are not sent", left));
  const decided = (await reviews.unsent()).length;
  if (decided && (await sureOf(decided)) !== "go") return undefined;
  const begun = (await drafts.list(who)).length;
  if (begun && (await sure(begun)) !== "go") return undefined;
  await session.signOut();
  return go("#/sign-in");
}

const sure = (begun) =>
  choose({
    title: n("{count} draft is not signed", "{count} drafts are not signed", begun),
    body: h("p", t("What you begin goes from this phone when you sign out. Nobody can bring it back here.")),
    actions: [
      { value: undefined, label: t("Stay signed in"), primary: true },
      { value: "go", label: t("Sign out all the same"), danger: true },
    ],
  });

const sureOf = (decided) =>
  choose({
    title: n("{count} decision is not sent", "{count} decisions are not sent", decided),
    body: h("p", t("The entries go on waiting for a decision. What you decided goes from this phone when you sign out.")),
    actions: [
      { value: undefined, label: t("Stay signed in"), primary: true },
      { value: "go", label: t("Sign out all the same"), danger: true },
    ],
  });

function stay(title) {
  void sync.wake();
  return choose({
    title,
    body: h("p", t("What is only on this phone must be sent first. Sign out when the server has it.")),
    actions: [{ value: undefined, label: t("Stay signed in"), primary: true }],
  });
}
