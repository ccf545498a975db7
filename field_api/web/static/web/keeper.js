// Keeps what is being written: on the disk shortly after each change, and at once when the page is
// left. What it calls kept is on the disk, all of it; while it is not, it says so.

import { follow, here } from "fieldbook/bookmark";
import { at } from "fieldbook/clock";
import { h, replace } from "fieldbook/dom";
import * as drafts from "fieldbook/drafts";
import { keeps } from "fieldbook/hands";
import { icon } from "fieldbook/icons";
import { t } from "fieldbook/words";

const PAUSE = 300; // milliseconds a keystroke waits at most before it is written to the disk
const AGAIN = 2_000;

/** {words, changed(), close(), reopen()} of a draft; `signal` says that its screen was left. */
export function keepSaved(draft, signal) {
  let timer;
  let edits = 0;
  let kept = 0;
  let closed = false;
  const words = h("p.actions__kept");
  document.addEventListener("visibilitychange", save, { signal });
  addEventListener("pagehide", save, { signal });
  signal.addEventListener("abort", save);
  follow(draft, signal);
  keeps(allOfIt, signal);
  sayKept();
  return { changed, words, close, reopen };

  async function save() {
    clearTimeout(timer);
    timer = undefined;
    if (closed) return;
    const upTo = edits;
    draft.place = here(draft);
    try {
      await (upTo > kept ? drafts.save(draft) : drafts.keepPlace(draft));
    } catch (error) {
      return failed(error);
    }
    kept = Math.max(kept, upTo);
    if (edits === kept) sayKept();
  }

  async function allOfIt() {
    await save();
    if (kept < edits) throw new Error("Not all of the draft is kept.");
  }

  /** Somebody who goes on typing is written down all the same. */
  function changed() {
    edits += 1;
    if (edits === kept + 1) replace(words, icon("pen"), t("Being kept on this phone…"));
    timer ??= setTimeout(save, PAUSE);
  }

  function failed(error) {
    replace(words, icon("warn"), t("Not kept on this phone yet: {reason}", { reason: error.message }));
    if (!closed && !signal.aborted) timer ??= setTimeout(save, AGAIN);
  }

  function sayKept() {
    replace(words, icon("phone"), t("Kept on this phone at {time}", { time: at(draft.updatedAt) }));
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
    edits += 1;
    void save();
  }
}
