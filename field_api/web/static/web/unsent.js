// The outbox as its officer sees it: everything that has not left this phone, why not, and what can be
// done about it with one tap.

import { aging, keepCurrent } from "fieldbook/ages";
import { age } from "fieldbook/clock";
import { h } from "fieldbook/dom";
import * as files from "fieldbook/files";
import { icon } from "fieldbook/icons";
import * as outbox from "fieldbook/outbox";
import { back, button, chip, panel } from "fieldbook/parts";
import * as questions from "fieldbook/questions";
import { ofFile, ofItem, ofLink, shareOf } from "fieldbook/reasons";
import * as status from "fieldbook/status";
import * as sync from "fieldbook/sync";
import { kindOf, nameOf, sizeOf } from "fieldbook/taking";
import * as uploads from "fieldbook/uploads";
import { n, t } from "fieldbook/words";

export const title = t("Outbox");
export const live = ["outbox", "files", "questions", "meta", "phase"];

export const enter = ({ signal }) => keepCurrent(signal);

export async function show({ session }) {
  const link = await status.read();
  const items = await outbox.unsent(session.notebook.id);
  const left = await files.left(session.notebook.id);
  const asked = (await questions.list(session)).filter(({ unheard }) => unheard === "waiting");
  const others = await outbox.ofOthers(session.notebook.id);
  const held = ofLink(session, link);
  const titles = new Map(items.map(({ id, title: name }) => [id, name]));
  return [
    back("#/work", t("My work")),
    h("h1", t("Outbox")),
    h("p.lede", sumWords(items, left)),
    items.length + left.length > 0 && sendAll(items, left, held),
    entries(t("Not accepted"), items.filter(isRefused), held),
    entries(t("Entries"), items.filter((item) => !isRefused(item)), held),
    filesSection(left, titles, held),
    asked.length > 0 && h("p", h("a", { href: "#/ask" }, askedWords(asked.length))),
    others.length > 0 && h("p.hint", othersWords(others.length)),
    h("p", h("a", { href: "#/phone" }, t("This phone: connection, notebook, signing out"))),
  ];
}

const isRefused = ({ state }) => state === "refused";

function sumWords(items, left) {
  const entriesSay = n("{count} entry", "{count} entries", items.length);
  const filesSay = n("{count} photo or file", "{count} photos and files", left.length);
  if (items.length === 0 && left.length === 0)
    return t("Nothing waits. The server has everything you signed.");
  if (items.length === 0) return t("All texts are sent. {files} to go.", { files: filesSay });
  const what = left.length
    ? t("{entries} and {files}", { entries: entriesSay, files: filesSay })
    : entriesSay;
  return t("Only on this phone: {what}, the oldest for {age}.", { what, age: age(items[0].at) });
}

const askedWords = (count) =>
  n("{count} question waits to be asked", "{count} questions wait to be asked", count);

const othersWords = (count) =>
  n(
    "{count} sealed entry of another officer waits on this phone too. Nobody can read it here.",
    "{count} sealed entries of other officers wait on this phone too. Nobody can read them here.",
    count,
  );

/** Why it waits, once for all, and the one tap that tries all of it. */
function sendAll(items, left, held) {
  const again = [...items.filter(isRefused), ...left.filter(isRefused)].length;
  const words = again > 0 ? t("Try all again now") : t("Send all now");
  const tryAll = async () => {
    await Promise.all(items.filter(isRefused).map((item) => outbox.mark(item, "waiting")));
    await Promise.all(left.map(freed));
    return goes();
  };
  return [
    held && panel(held.tone === "wait" ? "wait" : held.tone, held.word, held.why && h("p", held.why)),
    h("p", button(words, tryAll, { iconName: "up", kind: "button--wide" })),
  ];
}

/** Lets a file go that was refused, or told to wait. */
const freed = ({ id }) =>
  files.note(id, { state: "waiting", problem: undefined, notBefore: undefined });

const goes = () => Promise.all([sync.wake(), uploads.wake()]);

const entries = (name, some, held) =>
  some.length > 0 &&
  h(
    "section",
    { "aria-label": name },
    h("h2", `${name} `, h("span.count", some.length)),
    h("ul.list.list--long", some.map((item) => entryRow(item, held))),
  );

function entryRow(item, held) {
  const state = ofItem(item, held);
  const again = () => outbox.mark(item, "waiting").then(goes);
  return h(
    "li.waits",
    h(
      "a.waits__about",
      { href: `#/entry/${item.submission}` },
      h("span.list__title", titleOf(item)),
      h("span.list__more", t("Line {seq} of your notebook", { seq: item.seq }), " · ", aging(item.at)),
    ),
    h("div.waits__state", chip(state), retry(state, again, titleOf(item))),
    (state.why ?? []).map((words) => h("p.waits__why", words)),
  );
}

function titleOf({ title: name, intent, payload }) {
  if (intent === "withdraw") return t("Withdrawal: {form}", { form: t(name) });
  const { parents } = JSON.parse(payload);
  return parents.length > 0 ? t("Correction: {form}", { form: t(name) }) : t(name);
}

/** Nothing to tap on what is going this second. */
function retry({ icon: sign, tone }, onclick, what) {
  if (sign === "up") return null;
  const words = tone === "bad" ? t("Try again") : t("Send now");
  const label = { "aria-label": `${words}: ${what}` };
  return h("button.link", { type: "button", onclick, ...label }, words);
}

const filesSection = (left, titles, held) =>
  left.length > 0 &&
  h(
    "section",
    { "aria-label": t("Photos and files") },
    h("h2", t("Photos and files"), " ", h("span.count", left.length)),
    h("ul.list.list--long", left.map((file) => fileRow(file, titles, held))),
  );

function fileRow(file, titles, held) {
  const state = ofFile(file, titles, held);
  const again = () => freed(file).then(goes);
  const share = shareOf(file);
  return h(
    "li.waits",
    h(
      "a.waits__about",
      { href: `#/entry/${file.submission}` },
      h("span.list__title", nameOf(file)),
      h("span.list__more", [kindOf(file.type), sizeOf(file)].join(" · "), " · ", aging(file.addedAt)),
    ),
    share > 0 && h("progress", { max: 100, value: share, "aria-label": nameOf(file) }),
    h("div.waits__state", chip(state), retry(state, again, nameOf(file))),
    (state.why ?? []).filter(Boolean).map((words) => h("p.waits__why", words)),
  );
}
