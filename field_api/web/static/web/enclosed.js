// The photos and files of an entry, and how far each has come: what the server said, and before that
// what this phone knows.

import { h } from "fieldbook/dom";
import * as files from "fieldbook/files";
import { button, chip } from "fieldbook/parts";
import { kindOf, nameOf, sizeOf } from "fieldbook/taking";
import { picture } from "fieldbook/thumbnails";
import { retry } from "fieldbook/uploads";
import { t } from "fieldbook/words";

const STATES = {
  missing: [t("Not arrived"), "warn", "clock"],
  uploading: [t("Arriving"), "info", "up"],
  corrupt: [t("Came damaged; sent again"), "warn", "up"],
  checking: [t("Arrived, being checked"), "info", "clock"],
  stored: [t("Stored"), "good", "tick"],
  infected: [t("Set aside: harmful"), "bad", "warn"],
  mismatch: [t("Not what was signed for"), "bad", "warn"],
  erased: [t("Erased"), "quiet", "dash"],
};

/** The card of a case's files; null where it names none. */
export async function enclosed(one) {
  const rows = await rowsOf(one);
  if (rows.length === 0) return null;
  return h(
    "section.card",
    { "aria-labelledby": "enclosed-title" },
    h("h2", { id: "enclosed-title" }, t("Photos and files"), " ", h("span.count", rows.length)),
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
  if (unsent.length > 0) return h("p.hint", t("They go when the server has the text."));
  const [{ here }] = left;
  const done = rows.length - rows.filter((one) => one.here && one.here.state !== "sent").length;
  const share = here.size ? Math.floor((100 * here.sent) / here.size) : 0;
  const about = { kind: kindOf(here.type), number: done + 1, all: rows.length, share };
  const words = t("{kind} {number} of {all}, {share} %", about);
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
      refused && button(t("Try again"), () => retry(refused), { kind: "button--quiet" }),
    ),
  );
}

function stateOf({ here, told }) {
  const [word, tone, icon] = words(here, told);
  return { word, tone, icon };
}

function words(here, told) {
  if (here?.state === "refused") return [t("Not taken by the server"), "bad", "warn"];
  if (here?.state === "waiting") return [t("On this phone"), "wait", "phone"];
  if (here && !["checking", "stored", "infected"].includes(told)) return STATES.checking;
  return STATES[told] ?? STATES.missing;
}
