// Opening the vault: by the phone's own lock with one tap, else by a passphrase. Neither needs a
// signal. Who opens theirs for the first time on this phone makes one here.

import { choose } from "fieldbook/dialogs";
import { freshId, h, replace } from "fieldbook/dom";
import { button, panel } from "fieldbook/parts";
import * as passphrase from "fieldbook/passphrase";
import * as prf from "fieldbook/prf";
import * as upgrade from "fieldbook/upgrade";
import * as vault from "fieldbook/vault";
import { n, t } from "fieldbook/words";

export const title = t("Locked");
export const live = [];

// Asked by itself once: when Fieldbook is opened, and when somebody comes back to a page that was
// locked while they were away. Who locked it by hand, or looks on, is not asked.
let unasked = true;
let ask;
vault.watch(() => (unasked = !vault.isOpen() && document.hidden));

/** Said where who used up their tries signs in anew. */
export const wiped = () =>
  vault.isWiped() &&
  panel(
    "bad",
    t("What was kept here is deleted"),
    h("p", t("There were ten wrong passphrases. What is signed is still sent; sign in to go on.")),
  );

/** Whether there is something on this phone that has to be opened first. */
export async function isNeeded() {
  if (vault.isOpen()) return false;
  return (await vault.list()).length > 0 || (await upgrade.session()) !== undefined;
}

export async function show({ go, signal }) {
  const [latest, ...more] = await vault.list();
  const before = await upgrade.session();
  const done = async () => {
    if (before) await upgrade.run(before);
    go(location.hash);
  };
  const opening = await asking({ latest, login: before?.officer.login }, done);
  ask = opening.ask;
  document.addEventListener("visibilitychange", () => void ask?.(), { signal });
  return [
    h("h1", latest ? t("Locked") : t("Lock what you keep here")),
    h("p.lede", t("What you wrote is safe on this phone.")),
    opening.node,
    more.length > 0 && theOthers(opening.node, done),
    h("p.unlock__other", h("a.link", { href: "#/sign-in" }, t("Another officer signs in"))),
  ];
}

export const enter = () => void ask?.();

/** Whoever had this phone before the last one, and locked it: no signal is needed to go on. */
function theOthers(place, done) {
  const say = h("div", { role: "alert" });
  const number = field(t("Officer number"), undefined, { type: "text", autocomplete: "username" });
  const submit = h("button.button.button--wide", { type: "submit" }, t("Open mine"));
  const form = h("form.card", { novalidate: true }, number.node, say, submit);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const theirs = await vault.of(number.read().trim());
    if (!theirs) return void replace(say, panel("warn", t("Nothing of yours is on this phone"), h("p", t("Sign in. That needs a signal."))));
    const opening = await asking({ latest: theirs }, done);
    ask = opening.ask;
    replace(place, opening.node);
    replace(form, h("p.hint", t("For officer {number}", { number: number.read().trim() })));
  });
  return h("details.card", h("summary", t("I am another officer")), form);
}

/** Opens, or makes, the vault of whoever signed in, if no more than a finger is needed for it. */
export async function quietly(login) {
  const theirs = await vault.of(login);
  if (theirs && vault.current()?.id === theirs.id) return true;
  await vault.lock();
  if (theirs?.by === "passphrase" || !(await prf.isThere())) return false;
  return made(() => (theirs ? vault.unlock(theirs).then(() => true) : vault.make(login)));
}

const made = (work) => work().catch(() => false);

/** What it takes otherwise, for a vault or for one that `login` has yet to make: {node, ask}, where
 *  `ask` tries the phone's own lock. Calls `done()` when it is open. */
export async function asking({ latest, login, anew }, done) {
  const open = latest ?? (login && (await vault.of(login)));
  if (open?.by === "passphrase") return { node: h("div", typed(open, done), anew && startAnew(open, anew)) };
  if (open) return withFinger(() => vault.unlock(open).then(() => true), done, anew && startAnew(open, anew));
  if (!(await prf.isThere())) return { node: chosen(login, done) };
  const instead = h("details.card", h("summary", t("Use a passphrase instead")), chosen(login, done));
  return withFinger(() => vault.make(login), done, instead);
}

function withFinger(work, done, rest) {
  const say = h("div", { role: "alert" });
  const wide = { kind: "button--wide unlock__button", iconName: "lock" };
  const tap = button(t("Unlock with fingerprint or face"), () => void attempt(), wide);
  return { node: h("div.unlock", say, tap, rest), ask };

  async function ask() {
    if (!unasked || document.hidden) return;
    unasked = false;
    await attempt();
  }

  async function attempt() {
    tap.disabled = true;
    const open = await made(work);
    tap.disabled = false;
    if (open) return done();
    replace(say, panel("warn", t("Still locked"), h("p", t("The phone did not say that it is you. Try again."))));
  }
}

function typed(open, done) {
  const say = h("div", { role: "alert" });
  const words = field(t("Passphrase"));
  const unlock = h("button.button.button--wide", { type: "submit" }, t("Unlock"));
  const form = h("form.card", { novalidate: true, autocomplete: "off" }, words.node, say, unlock);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    unlock.disabled = true;
    const left = await vault.unlockWith(words.read(), open);
    unlock.disabled = false;
    if (left === 0) return done();
    words.clear();
    if (left === undefined) return; // it was the last try: see `isWiped`
    const tries = n("{count} try is left.", "{count} tries are left.", left);
    const then = t("After that what is on this phone is deleted, but for entries that are signed and wait to be sent.");
    replace(say, panel("bad", t("That is not it"), h("p", tries, " ", then)));
  });
  return form;
}

/** Choosing one. It is proposed: what people make up themselves is guessed. */
function chosen(login, done) {
  const say = h("div", { role: "alert" });
  const words = field(t("Passphrase"), t("Four words or more. Not a PIN, not your password."));
  const again = field(t("Once more"));
  const proposal = h("p.unlock__proposal", passphrase.proposed());
  const another = () => replace(proposal, passphrase.proposed());
  const submit = h("button.button.button--wide", { type: "submit" }, t("Keep it locked with this"));
  const form = h(
    "form.card",
    { novalidate: true, autocomplete: "off" },
    h("h2", t("Choose a passphrase")),
    h("p", t("It opens what is kept on this phone, without a signal. Nobody can look it up for you.")),
    h("p.hint", t("One that nobody guesses:")),
    proposal,
    button(t("Another one"), another, { kind: "button--quiet" }),
    words.node,
    again.node,
    say,
    submit,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = problem(words.read(), again.read());
    if (wrong) return void replace(say, panel("warn", t("Not yet"), h("p", wrong)));
    submit.disabled = true;
    await vault.make(login, words.read());
    return done();
  });
  return form;
}

function problem(one, two) {
  if (!passphrase.isLong(one)) return t("Take four different words or more, sixteen letters in all.");
  return one === two ? undefined : t("The two are not the same.");
}

/** A finger that is gone, a passphrase forgotten: whoever signed in begins with an empty vault. */
function startAnew(open, anew) {
  const act = async () => {
    const sure = await choose({
      title: t("Start anew on this phone?"),
      body: h("p", t("Drafts that are only here cannot be read by anybody any more. Signed entries are still sent.")),
      actions: [
        { value: "yes", label: t("Start anew"), danger: true },
        { value: undefined, label: t("Go back") },
      ],
    });
    if (sure !== "yes") return;
    await vault.shred(open.id);
    await anew();
  };
  return h("p", button(t("I cannot unlock it"), act, { kind: "button--text-danger" }));
}

function field(label, help, more) {
  const id = freshId("passphrase");
  const control = h("input.input", {
    id,
    type: "password",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    "aria-describedby": help && `${id}-help`,
    ...more,
  });
  const node = h(
    "div.field",
    h("label.field__label", { for: id }, label),
    help && h("p.field__help", { id: `${id}-help` }, help),
    control,
  );
  return { node, read: () => control.value, clear: () => (control.value = "") };
}
