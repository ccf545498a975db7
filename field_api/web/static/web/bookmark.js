// Where somebody was in a form: the field that had the cursor, and how far the page was scrolled. Kept
// with the draft, so that whoever comes back, after a call or a dead battery, goes on there.

import { goTo } from "fieldbook/forms";

/** Keeps `draft.place` at where the cursor is, until the screen is left. */
export function follow(draft, signal) {
  const note = ({ target }) => {
    if (target.id?.startsWith("field")) draft.place = { field: target.id, y: Math.round(scrollY) };
  };
  document.addEventListener("focusin", note, { signal });
}

/** The place as of now. */
export const here = ({ place }) => ({ field: place?.field, y: Math.round(scrollY) });

/** place: {field, y}, or {pointer} of a field that somebody asked for. */
export function returnTo({ field, pointer, y } = {}) {
  if (pointer) return goTo(pointer);
  const control = field && document.getElementById(field);
  for (let box = control?.closest("details"); box; box = box.parentElement.closest("details"))
    box.open = true;
  control?.focus({ preventScroll: true });
  if (y > 0) scrollTo(0, y);
}
