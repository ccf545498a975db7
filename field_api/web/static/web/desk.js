// The desk works without this. With it: how many comments are written stands beside the buttons,
// nothing is sent twice, and nothing typed is lost by a slip of the thumb.

// Rows of links scroll sideways: where one stands now is in view.
for (const link of document.querySelectorAll("nav > [aria-current]"))
  link.scrollIntoView({ block: "nearest", inline: "center" });

const sheet = document.querySelector("[data-sheet]");

if (sheet) {
  const count = sheet.querySelector("[data-comments]");
  const written = () => [...sheet.querySelectorAll("textarea")].filter(({ value }) => value.trim());
  let sending = false;

  const tell = () => {
    const comments = written().filter(({ name }) => name.startsWith("comment")).length;
    if (count) count.textContent = comments ? ` (${comments})` : "";
  };

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
