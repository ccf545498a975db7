// Keeps what is being written: on the disk shortly after each change, and at once when the page is
// left.

import { at } from "fieldbook/clock";
import { h, replace } from "fieldbook/dom";
import * as drafts from "fieldbook/drafts";
import { icon } from "fieldbook/icons";

const PAUSE = 300; // milliseconds without a keystroke before a draft is written to the disk

/** {words, changed(), close(), reopen()} of a draft; `signal` says that its screen was left. */
export function keepSaved(draft, signal) {
  let timer;
  let closed = false;
  const words = h("p.actions__kept");
  const say = () =>
    replace(words, icon("phone"), `Draft kept on this phone, ${at(draft.updatedAt)}`);
  document.addEventListener("visibilitychange", save, { signal });
  addEventListener("pagehide", save, { signal });
  signal.addEventListener("abort", save);
  say();
  return { changed, words, close, reopen };

  async function save() {
    clearTimeout(timer);
    if (closed) return;
    await drafts.save(draft);
    say();
  }

  function changed() {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  /** Stops keeping the draft; false when it was stopped already. */
  function close() {
    clearTimeout(timer);
    const first = !closed;
    closed = true;
    return first;
  }

  function reopen() {
    closed = false;
    void save();
  }
}
