// Signing in: the one thing that needs the network. Nothing on the phone is touched by it.

import { NoAnswer } from "fieldbook/api";
import { h, replace } from "fieldbook/dom";
import { otherLanguages } from "fieldbook/languages";
import { panel } from "fieldbook/parts";
import * as session from "fieldbook/session";
import * as unlock from "fieldbook/unlock";
import { t } from "fieldbook/words";

export const title = t("Sign in");
export const live = [];
export const open = true;

/** Where a phone that was reported lost begins anew: nothing else is left on it to say so by. */
export const EMPTIED = "#/emptied";

const REASONS = {
  "sign-in-refused": t("The number, password or code is not right. Check all three and try again."),
  "device-key-differs":
    t("The server knows this phone by another key. Ask your administrator to enrol it again."),
  "enrolment-needed":
    t("This phone is not enrolled for you, or the enrolment code is wrong or out of time. Fill it in" +
    " below with the asset tag, and wait for the next six-figure code: the last one is used up."),
  "too-many-attempts": t("Too many tries. Wait a few minutes."),
};

export async function show({ session: known, go, wake }) {
  const say = h("div", { role: "alert" });
  const button = h("button.button.button--wide", { type: "submit" }, t("Sign in"));
  const login = input("login", t("Officer number"), {
    autocomplete: "username",
    value: known?.officer.login ?? "",
  });
  const password = input("password", t("Password"), {
    type: "password",
    autocomplete: "current-password",
  });
  const otp = input(
    "otp",
    t("Six-figure code"),
    { inputmode: "numeric", autocomplete: "one-time-code", maxlength: "12" },
    t("From your authenticator app. If you have lost it, one of your recovery codes."),
  );
  const enrolment = enrolling(known);
  const form = h(
    "form.card",
    { novalidate: true },
    login.node,
    password.node,
    otp.node,
    enrolment.node,
    say,
    button,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    replace(button, t("Signing in…"));
    const { failed, data } = await attempt({
      login: login.read(),
      password: password.read(),
      otp: otp.read().replace(/\s/g, ""),
      enrolment: enrolment.read(),
    });
    button.disabled = false;
    replace(button, t("Sign in"));
    if (failed === REASONS["enrolment-needed"]) enrolment.open();
    if (failed) return void replace(say, panel("bad", t("You are not signed in"), h("p", failed)));
    await opened(data, stage, { go, wake });
  });
  const stage = h(
    "div",
    h("h1", known ? t("Sign in again") : t("Sign in")),
    h(
      "p.lede",
      known
        ? t("What you wrote is safe on this phone.")
        : t("Once signed in, Fieldbook works without a signal."),
    ),
    unlock.wiped(),
    location.hash === EMPTIED && emptied(),
    form,
    otherLanguages(),
  );
  return [stage];
}

const emptied = () =>
  panel(
    "bad",
    t("This phone was emptied"),
    h("p", t("It was reported lost. What was signed on it was sent first, and set aside for a supervisor.")),
    h("p", t("Found again? Your administrator can let it in once more.")),
  );

/** Signs in; gives what was answered, or the words of what went wrong. */
async function attempt(given) {
  if (!given.login || !given.password || !given.otp)
    return { failed: t("Fill in your number, password and code.") };
  try {
    return { data: await session.signIn(given) };
  } catch (error) {
    if (error instanceof NoAnswer)
      return { failed: t("The server cannot be reached. Signing in needs a signal.") };
    return { failed: REASONS[error.code] ?? error.message };
  }
}

/** Opens the vault of who signed in, by a finger or on a screen of its own, and goes on. */
async function opened(data, stage, { go, wake }) {
  const { login } = data.officer;
  const done = async () => {
    await session.begin(data);
    void wake();
    go("#/new");
  };
  if (await unlock.quietly(login)) return done();
  const ask = async () => {
    const { node } = await unlock.asking({ login, anew: ask }, done);
    replace(stage, h("h1", t("Lock what you keep here")), node);
  };
  return ask();
}

/** What a first sign-in on a phone takes besides; out of the way until it is wanted. */
function enrolling(known) {
  const code = input(
    "enrolment-code",
    t("Enrolment code"),
    { autocomplete: "off", autocapitalize: "characters", maxlength: "20", required: null },
    t("Your supervisor gives you one. It counts once, for ten minutes."),
  );
  const tag = input(
    "asset-tag",
    t("Asset tag"),
    { autocomplete: "off", autocapitalize: "characters", maxlength: "40", required: null },
    t("Printed on the back of the phone."),
  );
  const summary = h("summary", t("First time on this phone?"));
  const node = h("details.field.enrolling", { hidden: Boolean(known) }, summary, code.node, tag.node);
  const open = () => {
    node.hidden = false;
    node.open = true;
  };
  const read = () => (node.open ? { code: code.read(), asset_tag: tag.read() } : undefined);
  return { node, open, read };
}

function input(name, label, attributes, help) {
  const id = `sign-in-${name}`;
  const control = h("input", {
    id,
    name,
    class: "input",
    type: "text",
    autocapitalize: "none",
    spellcheck: "false",
    required: true,
    "aria-describedby": help ? `${id}-help` : null,
    ...attributes,
  });
  const node = h(
    "div.field",
    h("label.field__label", { for: id }, label),
    help && h("p.field__help", { id: `${id}-help` }, help),
    control,
  );
  return { node, read: () => control.value.trim() };
}
