// "Is it still you?": some of what is asked needs a code that is not an hour old. Nothing is lost by
// it: what was asked waits on the phone until the officer has shown one.

import { call, NoAnswer, Refused } from "fieldbook/api";
import { h, replace } from "fieldbook/dom";
import { panel } from "fieldbook/parts";
import { t } from "fieldbook/words";

/** Whether a refusal asks for a code, and nothing else is wrong. */
export const isAsked = (error) => error instanceof Refused && error.code === "verify-again";

/** A panel that asks for the code; `done` is called once the server has taken it. */
export function ask(session, done) {
  const say = h("p.field__problem", { role: "alert" });
  const code = h("input", {
    id: "verify-otp",
    class: "input",
    type: "text",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    maxlength: "7",
  });
  const form = h(
    "form",
    { novalidate: true },
    h("label.field__label", { for: "verify-otp" }, t("Six-figure code")),
    code,
    say,
    h("button.button.button--wide", { type: "submit" }, t("Confirm and ask")),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = await show(session, code.value.replace(/\s/g, ""));
    if (failed) return void replace(say, failed);
    await done();
  });
  return panel("wait", t("Is it still you?"), h("p", t("It waits on this phone until you say so.")), form);
}

async function show({ token }, otp) {
  if (!/^[0-9]{6}$/.test(otp)) return t("Enter the six figures.");
  try {
    await call("/verify", { method: "POST", token, body: { otp } });
    return "";
  } catch (error) {
    if (error instanceof NoAnswer) return t("The server cannot be reached just now. Try again.");
    return error.message;
  }
}
