// Ages that stay true while nobody touches the page.

import { age } from "fieldbook/clock";
import { h } from "fieldbook/dom";

const EVERY = 20_000;

/** How long ago, as an element that `keepCurrent` keeps so. */
export const aging = (iso) => h("time.aging", { datetime: iso }, age(iso));

/** Until the screen is left. */
export function keepCurrent(signal) {
  const timer = setInterval(() => {
    for (const node of document.querySelectorAll(".aging")) node.textContent = age(node.dateTime);
  }, EVERY);
  signal.addEventListener("abort", () => clearInterval(timer));
}
