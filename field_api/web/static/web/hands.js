// Whether somebody's hands are on Fieldbook, in any window of this phone. What would start the page
// anew asks here first: nobody is interrupted, and what is being written is on the disk before.

const LOCK = "fieldbook-hands";
const QUIET = 30_000; // without a key or a finger: longer than one looks for the next word
const TOUCHES = ["keydown", "input", "pointerdown", "pointermove"];

const savers = new Set();
let letGo; // of the lock that this window has while hands are on it
let timer;
const waiters = [];

/** Notes every key and finger for as long as the page lives. */
export function start() {
  for (const name of TOUCHES) addEventListener(name, touched, { capture: true, passive: true });
  document.addEventListener("visibilitychange", () => document.hidden && rest());
}

/** Says that something must not be cut short, such as a recording; gives how to say that it is over.
 *  A window that is closed has let go. */
export function hold() {
  let over;
  const held = new Promise((done) => (over = done));
  void navigator.locks.request(LOCK, { mode: "shared" }, () => held);
  return over;
}

/** Has `save` awaited before the page starts anew, until `signal` says that there is no need. */
export function keeps(save, signal) {
  savers.add(save);
  signal.addEventListener("abort", () => savers.delete(save));
}

/** Puts everything on the disk that is being written here; throws where that fails. */
export const saved = () => Promise.all([...savers].map((save) => save()));

/** Runs `work` as soon as no window is in anybody's hands; an abort of `signal` gives up waiting. */
export const whenOff = (work, signal) => navigator.locks.request(LOCK, { signal }, work);

/** Resolves when this window's own are off it. */
export const off = () => (letGo ? new Promise((done) => waiters.push(done)) : Promise.resolve());

/** The hands that tapped are taken off by that. */
export function rest() {
  clearTimeout(timer);
  letGo?.();
  letGo = undefined;
  for (const done of waiters.splice(0)) done();
}

function touched() {
  clearTimeout(timer);
  timer = setTimeout(rest, QUIET);
  letGo ??= hold();
}
