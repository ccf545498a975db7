// Passkeys at the desk. A button marked data-passkey asks one and puts its answer into the form's
// hidden field, in place of a code. Where the browser knows no passkeys the button never shows.

const words = document.querySelector("script[data-proved]").dataset;
const JSON_TYPE = { Accept: "application/json" };

/** Options as the server gives them; throws Error with its words. */
export async function options(form, url) {
  const response = await fetch(url, {
    method: "POST",
    headers: JSON_TYPE,
    body: new FormData(form),
    credentials: "same-origin",
  });
  const data = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(data.detail || data.title || words.failed);
  return data;
}

/** What a passkey says to these options, as JSON. */
export async function answer(given) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(given);
  return JSON.stringify((await navigator.credentials.get({ publicKey })).toJSON());
}

function say(beside, text) {
  const known = beside.parentElement.querySelector("[data-said]");
  const said = known ?? document.createElement("p");
  said.dataset.said = "";
  said.className = "hint";
  said.setAttribute("role", "status");
  said.textContent = text;
  if (!known) beside.after(said);
}

async function prove(button) {
  const { form } = button;
  const url = button.closest("[data-prove]").dataset.prove;
  try {
    form.elements.passkey.value = await answer(await options(form, url));
    form.elements.otp.disabled = true;
    button.hidden = true;
    say(button, words.proved);
  } catch (error) {
    say(button, plain(error));
  }
}

/** Signing in: nobody is named, whichever passkey the officer picks says who they are. */
async function enter(form) {
  try {
    form.elements.passkey.value = await answer(await options(form, form.dataset.enter));
    form.submit();
  } catch (error) {
    say(form.querySelector("button"), plain(error));
  }
}

/** Making one: the code in the form is spent for leave to do so, which goes back with the passkey. */
async function make(form) {
  try {
    const { options: given, grant } = await options(form, form.dataset.make);
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(given);
    const made = await navigator.credentials.create({ publicKey });
    form.elements.passkey.value = JSON.stringify(made.toJSON());
    form.elements.grant.value = grant;
    form.submit();
  } catch (error) {
    say(form.querySelector("button[name]"), plain(error));
  }
}

const plain = (error) =>
  error.name === "NotAllowedError" ? words.unused : error.message;

function instead(selector, work) {
  for (const form of document.querySelectorAll(selector)) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      work(form);
    });
  }
}

if (globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  instead("[data-enter]", enter);
  instead("[data-make]", make);
}

if (globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.hidden = false;
    button.addEventListener("click", () => prove(button));
  }
}
