// Signing in: the one thing that needs the network. Nothing on the phone is touched by it.

import { NoAnswer } from "fieldbook/api";
import { h, replace } from "fieldbook/dom";
import { panel } from "fieldbook/parts";
import * as session from "fieldbook/session";
import * as sync from "fieldbook/sync";

export const title = "Sign in";
export const live = [];
export const open = true;

const REASONS = {
  "sign-in-refused": "The number, password or code is not right. Check all three and try again.",
  "device-key-differs":
    "The server knows this phone by another key. Ask your administrator to enrol it again.",
  "enrolment-needed":
    "This phone is not enrolled for you, or the enrolment code is wrong or out of time. Fill it in" +
    " below with the asset tag, and wait for the next six-figure code: the last one is used up.",
  "too-many-attempts": "Too many tries. Wait a few minutes.",
};

export async function show({ session: known, go }) {
  const say = h("div", { role: "alert" });
  const button = h("button.button.button--wide", { type: "submit" }, "Sign in");
  const login = input("login", "Officer number", {
    autocomplete: "username",
    value: known?.officer.login ?? "",
  });
  const password = input("password", "Password", {
    type: "password",
    autocomplete: "current-password",
  });
  const otp = input(
    "otp",
    "Six-figure code",
    { inputmode: "numeric", autocomplete: "one-time-code", maxlength: "12" },
    "From your authenticator app. If you have lost it, one of your recovery codes.",
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
    replace(button, "Signing in…");
    const failed = await attempt({
      login: login.read(),
      password: password.read(),
      otp: otp.read().replace(/\s/g, ""),
      enrolment: enrolment.read(),
    });
    button.disabled = false;
    replace(button, "Sign in");
    if (failed === REASONS["enrolment-needed"]) enrolment.open();
    if (failed) return void replace(say, panel("bad", "You are not signed in", h("p", failed)));
    sync.wake();
    go("#/new");
  });
  return [
    h("h1", known ? "Sign in again" : "Sign in"),
    h(
      "p.lede",
      known
        ? "What you wrote is safe on this phone."
        : "Once signed in, Fieldbook works without a signal.",
    ),
    form,
  ];
}

/** Signs in; gives the words of what went wrong, or an empty text. */
async function attempt(given) {
  if (!given.login || !given.password || !given.otp)
    return "Fill in your number, password and code.";
  try {
    await session.signIn(given);
    return "";
  } catch (error) {
    if (error instanceof NoAnswer)
      return "The server cannot be reached. Signing in needs a signal.";
    return REASONS[error.code] ?? error.message;
  }
}

/** What a first sign-in on a phone takes besides; out of the way until it is wanted. */
function enrolling(known) {
  const code = input(
    "enrolment-code",
    "Enrolment code",
    { autocomplete: "off", autocapitalize: "characters", maxlength: "20", required: null },
    "Your supervisor gives you one. It counts once, for ten minutes.",
  );
  const tag = input(
    "asset-tag",
    "Asset tag",
    { autocomplete: "off", autocapitalize: "characters", maxlength: "40", required: null },
    "Printed on the back of the phone.",
  );
  const summary = h("summary", "First time on this phone?");
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
