// Finding a code by what an officer would call it: every word typed must begin a word of the code or
// its label. Pure, and quick enough for fourteen thousand labels at each keystroke on a phone.

const SHOWN = 12;
const LEAST = 2; // a single letter begins half of all words

const plain = (text) =>
  text
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[^a-z0-9£]+/g, " ")
    .trim();

/** [[code, label], …] ready to be searched. */
export const indexed = (codes) =>
  codes.map(([code, label]) => {
    const words = plain(label);
    return { code, label, words, hay: ` ${plain(code)} ${words}` };
  });

/** The best of an index for what was typed: [{code, label}], a code's own beginning before a label's,
 *  a label's before its other words, the shorter label first, then the order of the list. */
export function find(index, typed, most = SHOWN) {
  const asked = plain(typed);
  if (asked.length < LEAST) return [];
  const needles = asked.split(" ").map((word) => ` ${word}`);
  const best = []; // [rank, one], the best first; sorting every hit of "th" would take longest of all
  for (const one of index) {
    if (!has(one.hay, needles)) continue;
    const here = rank(one, asked);
    if (best.length === most && here >= best[most - 1][0]) continue;
    let at = best.length;
    while (at > 0 && best[at - 1][0] > here) at -= 1;
    best.splice(at, 0, [here, one]);
    if (best.length > most) best.pop();
  }
  return best.map(([, one]) => one);
}

function has(hay, needles) {
  for (const needle of needles) if (!hay.includes(needle)) return false;
  return true;
}

/** How far from what was meant; labels are shorter than a thousand. A whole code is meant itself. */
function rank({ hay, words, label }, asked) {
  if (hay.startsWith(`${asked} `, 1)) return 0;
  const how = hay.startsWith(asked, 1) ? 0 : words.startsWith(asked) ? 1 : words.includes(asked) ? 2 : 3;
  return how * 1000 + label.length;
}
