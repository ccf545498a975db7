// A long list of entries, in sections. The rows at hand are drawn at once and the others while nothing
// else is to be done; a row that says the same as before is the same element, so that news moves
// nothing under a finger and a thousand rows are made once. The browser lays out only what is near the
// screen (work.css), and still finds every word on the page: twenty rows together, for in each frame it
// asks of every box that it may leave out where that stands, and a thousand boxes took half the frame.

import { at } from "fieldbook/clock";
import { h } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { chip } from "fieldbook/parts";
import { t } from "fieldbook/words";

const TOGETHER = 20;
const AT_ONCE = 16; // more than a tall phone shows
const SLICE = 5; // milliseconds of a frame's sixteen

const idle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 32));

/** {node, draw(groups, upTo)}; groups: [[name, cases]]; upTo: a submission whose row is wanted now, with
 *  all before it. A later draw ends an earlier one. */
export function longList() {
  const node = h("div.found");
  const sections = new Map();
  const made = new Map();
  let run = 0;
  return { node, draw };

  function draw(groups, upTo) {
    const mine = (run += 1);
    const wanted = groups.map(([name, some]) => ({ ...section(name, some.length), some }));
    arrange(node, wanted.map(({ box }) => box));
    const late = later(wanted.flatMap(({ some }) => some), upTo);
    for (const { lists, some } of wanted) {
      for (const [number, list] of lists.entries()) {
        const its = some.slice(number * TOGETHER, (number + 1) * TOGETHER);
        list.className = its.length === TOGETHER ? "list list--long list--twenty" : "list";
        arrange(list, its.filter((one) => !late.has(one)).map(row));
      }
    }
    if (late.size > 0) idle(() => mine === run && fillIn(wanted, late, mine));
  }

  /** Those whose row can wait: behind the first ones, and not made yet. */
  function later(every, upTo) {
    const last = every.findIndex(({ submission }) => submission === upTo) + 1;
    const behind = every.slice(Math.max(AT_ONCE, last));
    return new Set(behind.filter(({ submission }) => !made.has(submission)));
  }

  function fillIn(wanted, late, mine) {
    const until = performance.now() + SLICE;
    for (const { lists, some } of wanted) {
      for (const [place, one] of some.entries()) {
        if (!late.has(one)) continue;
        const list = lists[Math.floor(place / TOGETHER)];
        list.insertBefore(row(one), list.children[place % TOGETHER] ?? null);
        late.delete(one);
        if (performance.now() > until) return idle(() => mine === run && fillIn(wanted, late, mine));
      }
    }
  }

  function section(name, count) {
    const known = sections.get(name) ?? sections.set(name, freshSection(name)).get(name);
    known.count.textContent = String(count);
    const lists = Math.ceil(count / TOGETHER);
    while (known.lists.length < lists) known.lists.push(h("ul.list"));
    known.lists.length = lists;
    arrange(known.rows, known.lists);
    return known;
  }

  function row(one) {
    const said = wordsOf(one);
    const known = made.get(one.submission);
    if (known && String(known.said) === String(said)) return known.item;
    const item = drawn(one, said);
    made.set(one.submission, { said, item });
    return item;
  }
}

function freshSection(name) {
  const count = h("span.count");
  const rows = h("div.list");
  const box = h("section", { "aria-label": name }, h("h2", `${name} `, count), rows);
  return { box, rows, lists: [], count };
}

/** Puts exactly these children into a node, in this order, moving as few as it can. */
function arrange(node, wanted) {
  const stays = new Set(wanted);
  for (const child of [...node.children]) if (!stays.has(child)) child.remove();
  let next = node.firstChild;
  for (const child of wanted) {
    if (child === next) next = next.nextSibling;
    else node.insertBefore(child, next);
  }
}

function wordsOf(one) {
  const about = [at(one.occurredAt), placeOrSubject(one.body), one.reference];
  return [t(one.title), about.filter(Boolean).join(" · "), one.chip.word, one.chip.tone];
}

const placeOrSubject = (body = {}) => body.subject ?? body.place?.text ?? body.location?.text;

const drawn = (one, [title, about]) =>
  h(
    "li",
    h(
      "a.list__row",
      { id: rowOf(one.submission), href: `#/entry/${one.submission}` },
      h(
        "span.list__text",
        h("span.list__title", title),
        h("span.list__more", about),
        chip(one.chip),
      ),
      icon("go", "icon--go"),
    ),
  );

/** Element id of a submission's row. */
export const rowOf = (submission) => `row-${submission}`;
