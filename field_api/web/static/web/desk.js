// The desk works without this. With it: how many comments are written stands beside the buttons,
// nothing is sent twice, and nothing typed is lost by a slip of the thumb.

// Rows of links scroll sideways: where one stands now is in view.
for (const link of document.querySelectorAll("nav > [aria-current]"))
  link.scrollIntoView({ block: "nearest", inline: "center" });

// By day or by night: kept on this device and heeded by lighting.js, here as on the handset's page.
const LIGHT = "fieldbook-light";
const lights = document.querySelector("[data-lights]");

if (lights) {
  lights.hidden = false;
  const now = document.documentElement.dataset.light ?? "";
  for (const choice of lights.querySelectorAll("input")) choice.checked = choice.value === now;
  lights.addEventListener("change", ({ target }) => {
    if (target.value) localStorage.setItem(LIGHT, target.value);
    else localStorage.removeItem(LIGHT);
    dispatchEvent(new Event(LIGHT));
  });
}

const sheet = document.querySelector("[data-sheet]");

if (sheet) {
  const count = sheet.querySelector("[data-comments]");
  const written = () => [...sheet.querySelectorAll("textarea")].filter(({ value }) => value.trim());
  let sending = false;

  const tell = () => {
    const comments = written().filter(({ name }) => name.startsWith("comment")).length;
    if (count) count.textContent = comments ? ` (${comments})` : "";
  };

  // A tap on a field opens its comment as the pen does, which keys reach; a tap that presses
  // something, or marks words, is theirs.
  sheet.addEventListener("click", ({ target }) => {
    const remark = target.closest(".facts__row")?.querySelector(":scope > .remark > details");
    if (!remark || target.closest("a, button, summary, details") || String(getSelection())) return;
    remark.open = true;
    remark.querySelector("textarea").focus();
  });
  sheet.addEventListener("input", tell);
  sheet.addEventListener("submit", (event) => {
    if (sending) event.preventDefault();
    sending = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && written().length) event.preventDefault();
  });
  // A page that comes back from the browser's cache may be sent again.
  window.addEventListener("pageshow", () => {
    sending = false;
    tell();
  });
}
