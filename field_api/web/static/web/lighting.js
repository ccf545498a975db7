// Light or dark, as it was chosen on this device; nothing chosen is as the system has it. No module:
// it has to be through before anything is drawn, or a night shift is met by a white page first.
(() => {
  const heed = () => {
    try {
      const chosen = localStorage.getItem("fieldbook-light");
      document.documentElement.toggleAttribute("data-light", Boolean(chosen));
      if (chosen) document.documentElement.dataset.light = chosen;
    } catch {
      // A browser that keeps nothing: as the system has it.
    }
  };
  heed();
  addEventListener("storage", heed); // chosen in another window
  addEventListener("fieldbook-light", heed); // or in this one
})();
