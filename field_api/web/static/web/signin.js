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
    { inputmode: "numeric", autocomplete: "one-time-code", maxlength: "6" },
    "From your authenticator app.",
  );
  const form = h(
    "form.card",
    { novalidate: true },
    login.node,
    password.node,
    otp.node,
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
    });
    button.disabled = false;
    replace(button, "Sign in");
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
