// The photos and files of an entry, and how far each has come: what the server said, and before that
// what this phone knows.

import { h } from "fieldbook/dom";
import * as files from "fieldbook/files";
import { button, chip } from "fieldbook/parts";
import { kindOf, nameOf, sizeOf } from "fieldbook/taking";
import { picture } from "fieldbook/thumbnails";
import { retry } from "fieldbook/uploads";

const STATES = {
  missing: ["Not arrived", "warn", "clock"],
  uploading: ["Arriving", "info", "up"],
  corrupt: ["Came damaged; sent again", "warn", "up"],
  checking: ["Arrived, being checked", "info", "clock"],
  stored: ["Stored", "good", "tick"],
  infected: ["Set aside: harmful", "bad", "warn"],
  mismatch: ["Not what was signed for", "bad", "warn"],
  erased: ["Erased", "quiet", "dash"],
};

/** The card of a case's files; null where it names none. */
export async function enclosed(one) {
  const rows = await rowsOf(one);
  if (rows.length === 0) return null;
  return h(
    "section.card",
    { "aria-labelledby": "enclosed-title" },
    h("h2", { id: "enclosed-title" }, "Photos and files ", h("span.count", rows.length)),
    underWay(rows, one),
    h("ul.files", rows.map(row)),
  );
}

/** Each file once, whatever number of versions names it: {id, name, type, size, told?, here?}. */
async function rowsOf({ doc, items, submission }) {
  const every = new Map();
  const know = (id, what) => every.set(id, { ...every.get(id), ...what });
  for (const { payload } of items)
    for (const named of JSON.parse(payload).attachments) know(named.id, named);
  for (const told of doc?.attachments ?? []) know(told.id, { ...told, told: told.state });
  for (const here of await files.ofSubmission(submission)) know(here.id, { ...here, here });
  return [...every.values()];
}

/** "Photo 2 of 3, 40 %", while files of it are to be sent. */
function underWay(rows, { unsent }) {
  const left = rows.filter(({ here }) => here?.state === "waiting");
  if (left.length === 0) return null;
  if (unsent.length > 0) return h("p.hint", "They go when the server has the text.");
  const [{ here }] = left;
  const done = rows.length - rows.filter((one) => one.here && one.here.state !== "sent").length;
  const share = here.size ? Math.floor((100 * here.sent) / here.size) : 0;
  const words = `${kindOf(here.type)} ${done + 1} of ${rows.length}, ${share} %`;
  return h(
    "div.files__way",
    h("p", { id: "files-way" }, words),
    h("progress", { "aria-labelledby": "files-way", max: 100, value: share }),
    here.problem && h("p.hint", here.problem),
  );
}

function row(one) {
  const refused = one.here?.state === "refused" && one.here;
  return h(
    "li.file",
    picture({ ...one, thumb: one.here?.thumb }),
    h(
      "span.file__text",
      h("span.file__name", nameOf(one)),
      h("span.file__more", sizeOf(one)),
      chip(stateOf(one)),
      refused && h("span.file__more", refused.problem),
      refused && button("Try again", () => retry(refused), { kind: "button--quiet" }),
    ),
  );
}

function stateOf({ here, told }) {
  const [word, tone, icon] = words(here, told);
  return { word, tone, icon };
}

function words(here, told) {
  if (here?.state === "refused") return ["Not taken by the server", "bad", "warn"];
  if (here?.state === "waiting") return ["On this phone", "wait", "phone"];
  if (here && !["checking", "stored", "infected"].includes(told)) return STATES.checking;
  return STATES[told] ?? STATES.missing;
}
