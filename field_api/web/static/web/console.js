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
    all.querySelector("[data-ticked]").textContent = ticked ? `${ticked} ticked` : "Tick all listed";
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

const look = async () => {
  const shown = document.querySelector("[data-progress=running]");
  if (!shown || Date.now() - since > LONGEST) return;
  if (!document.hidden) {
    const answer = await fetch(location.href, { redirect: "error" }).catch(() => null);
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page && page.querySelector("[data-progress]");
    if (now) shown.replaceWith(document.adoptNode(now));
  }
  setTimeout(look, EVERY);
};

if (document.querySelector("[data-progress=running]")) setTimeout(look, EVERY);
