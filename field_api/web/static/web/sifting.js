// Finding one's own entries again: by what they wait for, by form, by any word in them. What is looked
// for stays in the memory of the page, for one officer and until the vault is locked.

import { h } from "fieldbook/dom";
import * as vault from "fieldbook/vault";
import { n, t } from "fieldbook/words";

const STAGES = [
  ["", t("All")],
  ["me", t("Needs you")],
  ["phone", t("Only on this phone")],
  ["way", t("Under way")],
  ["done", t("Done")],
];
const FEW = 8; // entries among which nobody needs to look for one

const nothing = (notebook) => ({ notebook, text: "", stage: "", kind: "" });
let wish = nothing();
vault.watch(() => (wish = nothing()));

/** What this officer looks for: {text, stage, kind}; another officer's is forgotten. */
export function wishOf({ notebook }) {
  if (wish.notebook !== notebook.id) wish = nothing(notebook.id);
  return wish;
}

export const isWishing = ({ text, stage, kind }) => Boolean(text.trim() || stage || kind);

/** The cases that are wanted, in the order given. Every word must be in it somewhere. */
export function sift(every, { text, stage, kind }) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  return every.filter(
    (one) =>
      (!stage || one.stage === stage) &&
      (!kind || one.kind === kind) &&
      words.every((word) => allOf(one).includes(word)),
  );
}

const read = new WeakMap();

/** All that can be looked for in a case, as one text. */
function allOf(one) {
  if (!read.has(one)) {
    const { title, reference, chip, body, kind } = one;
    read.set(one, plain([title, reference, chip.word, kind, ...textsIn(body)].join("\n")));
  }
  return read.get(one);
}

const plain = (text) => text.toLocaleLowerCase("en-GB");

function textsIn(value) {
  if (typeof value === "string" || typeof value === "number") return [String(value)];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(textsIn);
}

/** {node, draw(every, found)}: the controls, which tell `changed` when something else is wanted. */
export function sieve(wanted, changed) {
  const stages = h("div.sift__stages", { role: "group", "aria-label": t("Show") });
  const kinds = h("select.input", { "aria-label": t("Form"), onchange: take("kind") });
  const search = h("input.input", {
    ...{ type: "search", id: "search", value: wanted.text, "aria-label": t("Search my work") },
    ...{ placeholder: t("Reference or any word"), autocomplete: "off", enterkeyhint: "search" },
    oninput: take("text"),
  });
  const words = h("p.hint", { role: "status" });
  const node = h("search.sift", search, kinds, stages, words);
  return { node, draw };

  function take(name) {
    return ({ target }) => {
      wanted[name] = target.value;
      changed();
    };
  }

  function draw(every, found) {
    node.hidden = every.length < FEW && !isWishing(wanted);
    drawStages(every);
    drawKinds(every);
    const all = every.length;
    words.textContent = isWishing(wanted)
      ? n("{count} of {all} entries", "{count} of {all} entries", found.length, { all })
      : "";
  }

  function drawStages(every) {
    const have = STAGES.filter(
      ([stage]) => !stage || stage === wanted.stage || every.some((one) => one.stage === stage),
    );
    const buttons = have.map(([stage, name]) => [stage, name, countOf(every, stage)]);
    if (stages.dataset.shows === String([wanted.stage, ...buttons])) return;
    stages.dataset.shows = String([wanted.stage, ...buttons]);
    const focused = [...stages.children].indexOf(document.activeElement);
    stages.replaceChildren(...buttons.map(stageButton));
    if (focused >= 0) stages.children[focused]?.focus({ preventScroll: true });
  }

  function stageButton([stage, name, count]) {
    const onclick = () => {
      wanted.stage = stage;
      changed();
    };
    const pressed = { type: "button", "aria-pressed": String(wanted.stage === stage), onclick };
    return h("button.sift__stage", pressed, `${name} `, h("span.sift__count", count));
  }

  function drawKinds(every) {
    const known = [...new Map(every.map(({ kind, title }) => [kind, title]))];
    known.sort(([, a], [, b]) => a.localeCompare(b));
    kinds.hidden = known.length < 2;
    if (kinds.dataset.shows === String(known)) return;
    kinds.dataset.shows = String(known);
    const options = [["", t("Every form")], ...known];
    kinds.replaceChildren(...options.map(([value, name]) => h("option", { value }, t(name))));
    kinds.value = wanted.kind;
  }
}

const countOf = (every, stage) =>
  every.filter((one) => !stage || one.stage === stage).length;
