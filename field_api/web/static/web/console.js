// The console works without this. With it: nothing is sent twice, all letters are ticked at once,
// a choice of letters or times is made by using it, and a replay's progress moves by itself.

const EVERY = 2000;
// A page that asks for ever would keep an abandoned session alive; this long is shorter than that.
const LONGEST = 5 * 60 * 1000;

for (const form of document.querySelectorAll("form[method=post]")) {
  let sending = false;
  form.addEventListener("submit", (event) => {
    if (sending) event.preventDefault();
    sending = true;
  });
  // A page that comes back from the browser's cache may be sent again.
  window.addEventListener("pageshow", () => {
    sending = false;
  });
}

// "Pause…" on the list leads to a form that is folded away.
const asked = location.hash === "#steer" && document.querySelector("#steer > details");
if (asked && !document.querySelector("[role=alert]")) asked.open = true;

document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

const choosing = document.querySelector("[data-choose]");

if (choosing) {
  const ticks = [...choosing.querySelectorAll("[name=pick]")];
  const which = (value) => choosing.querySelector(`[name=which][value=${value}]`);
  const all = document.querySelector("[data-all]");
  const tell = () => {
    const ticked = ticks.filter(({ checked }) => checked).length;
    const said = all.querySelector("[data-ticked]");
    const { none, some } = said.dataset;
    said.textContent = ticked ? some.replace("{count}", ticked) : none;
    all.querySelector("input").checked = ticked === ticks.length;
  };
  if (all && ticks.length > 1) {
    all.hidden = false;
    all.querySelector("input").addEventListener("change", ({ target }) => {
      for (const tick of ticks) tick.checked = target.checked;
      which("picked").checked = true;
      tell();
    });
    tell();
  }
  for (const tick of ticks) {
    tick.addEventListener("change", () => {
      which("picked").checked = true;
      if (all) tell();
    });
  }
  choosing.querySelector("[data-between]")?.addEventListener("input", () => {
    which("between").checked = true;
  });
}

const since = Date.now();

/** This page as it is now, or null. The browser parses it: no text is made a document by hand, which
 *  Trusted Types would refuse. */
const anew = () =>
  new Promise((resolve) => {
    const asked = new XMLHttpRequest();
    asked.responseType = "document";
    asked.onload = () => resolve(asked.status === 200 ? asked.response : null);
    asked.onerror = () => resolve(null);
    asked.open("GET", location.href);
    asked.send();
  });

const look = async () => {
  const shown = document.querySelector("[data-progress=running]");
  if (!shown || Date.now() - since > LONGEST) return;
  if (!document.hidden) {
    const now = (await anew())?.querySelector("[data-progress]");
    if (now) shown.replaceWith(document.adoptNode(now));
  }
  setTimeout(look, EVERY);
};

if (document.querySelector("[data-progress=running]")) setTimeout(look, EVERY);
