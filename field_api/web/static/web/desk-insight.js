// Printing is the browser's: without script there is no button, and the browser's menu still prints.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
