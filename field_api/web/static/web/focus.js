// Where somebody is on a screen, kept while it is drawn anew around them: who has only keys, or
// hears the page, would begin again at its top with every news.

/** What has the focus within `main`; the function it gives puts the focus back onto what took its
 *  place there, or else onto the heading. */
export function held(main) {
  const node = document.activeElement;
  if (node === main || !main.contains(node)) return () => {};
  const { id, localName, textContent } = node;
  const href = node.getAttribute("href");
  const isIt = (one) => one.textContent === textContent && one.getAttribute("href") === href;
  return () => {
    const same = id
      ? document.getElementById(id)
      : [...main.querySelectorAll(localName)].find(isIt);
    const to = same ?? main.querySelector("h1");
    if (to?.localName === "h1") to.setAttribute("tabindex", "-1");
    to?.focus({ preventScroll: true });
  };
}

/** Past the frame, to what the page is about. A fragment names a screen here, so that the link cannot
 *  go by its own: it would turn to another screen, and what is being typed would be gone. */
export function heedSkipping(main) {
  document.querySelector(".skip-link").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
}
