// Single keys for who reads one after the other. None decides: each moves the focus, or follows a
// link; the deciding button is pressed as ever. They can be turned off (WCAG 2.1.4), and are
// silent where something is typed.

const KEPT = "fieldbook-keys";
const OFF = "off";
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";

const help = document.querySelector("[data-keys]");
const choice = document.querySelector("[data-keys-on]");

const shown = (node) => node.getClientRects().length > 0;
const rows = () => [...document.querySelectorAll("[data-row]")].filter(shown);

/** The row that has the focus, by itself or by its tick; -1 where none has. */
function here(all) {
  const itself = all.indexOf(document.activeElement);
  if (itself >= 0) return itself;
  const row = document.activeElement?.closest("li, .facts__row");
  return row ? all.findIndex((one) => row.contains(one)) : -1;
}

function go(by) {
  const all = rows();
  const at = here(all);
  const to = at < 0 && by < 0 ? all.length - 1 : Math.min(Math.max(at + by, 0), all.length - 1);
  all[to]?.focus();
  all[to]?.scrollIntoView({ block: "center" });
}

function tick() {
  const all = rows();
  const box = all[here(all)]?.closest("li")?.querySelector("input[type=checkbox]");
  box?.click();
}

/** To the code that it takes; where it takes none, to the button. */
function approve() {
  const code = document.querySelector("#otp");
  (code ?? document.querySelector("[data-approve]"))?.focus();
}

function sift() {
  const sieve = document.querySelector("[data-sieve]");
  if (!sieve) return;
  sieve.open = true;
  sieve.querySelector("select")?.focus();
}

function explain() {
  help.open = !help.open;
  help.querySelector("summary").focus();
}

const WORK = {
  j: () => go(1),
  k: () => go(-1),
  x: tick,
  a: approve,
  f: sift,
  r: () => document.querySelector("#send_back_reason")?.focus(),
  "?": explain,
};

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest(TYPING) || localStorage.getItem(KEPT) === OFF) return;
  const named = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!named && !Object.hasOwn(WORK, event.key)) return;
  event.preventDefault();
  if (named) named.click();
  else WORK[event.key]();
}

if (help) {
  help.hidden = false;
  choice.checked = localStorage.getItem(KEPT) !== OFF;
  choice.addEventListener("change", () => {
    if (choice.checked) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, OFF);
  });
  document.addEventListener("keydown", pressed);
}

// All that were read are ticked by one tap; each can be taken out again.
const together = document.querySelector("[data-together]");
const all = together?.querySelector("[data-tick-all]");

if (all) {
  all.hidden = false;
  all.addEventListener("click", () => {
    const most = [...together.querySelectorAll("[name=pick]")].slice(0, Number(all.dataset.most));
    for (const box of most) box.checked = true;
  });
}
