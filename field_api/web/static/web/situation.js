// The map of what happened in the last hours: base map, marks, hours, sorts, and the table beside it.
// One for the handset and the desk; what it shows and how old that is comes from whoever builds it.

import { ago } from "fieldbook/clock";
import { freshId, h, replace } from "fieldbook/dom";
import { drawGrid, drawGround, s, square, written } from "fieldbook/ground";
import { clusters, drawMarks, inSight, KINDS, nearest, symbol } from "fieldbook/mapmarks";
import { closer, view } from "fieldbook/mapview";
import { button } from "fieldbook/parts";
import { table, WORDS } from "fieldbook/spotlist";
import { n, t } from "fieldbook/words";

const HOUR = 3_600_000;
const USUAL = 24;
const LONGEST = 72;
const RUNNING = new Set(["alert", "tasking"]); // they are of now, whenever they began

/** {node, update(map)} of a map ({spots, as_of, whole} as the server says them) on a base map.
 *  `href(spot)` is where a spot opens; `signal` ends it. */
export function build({ ground, map, href, signal }) {
  const state = { map, hours: USUAL, off: new Set(), chosen: undefined, groups: [], drawn: undefined };
  const parts = { list: h("div"), told: h("p.map__told", { role: "status" }), sorts: h("div.map__sorts") };
  const { svg, layers } = picture(ground);

  const redraw = () => {
    const shown = wanted(state);
    state.groups = clusters(shown.filter(({ place }) => place), eye.now.scale);
    state.shown = shown;
    drawMoved(true);
  };

  /** After a move the marks are as they were, but for those that came into sight. */
  function drawMoved(anew) {
    const { now } = eye;
    layers.grid.replaceWith((layers.grid = drawGrid(now)));
    if (anew || now.scale !== state.drawn?.scale) layers.names.replaceChildren(...named(ground, now));
    if (anew || !covers(state.drawn, now)) {
      if (now.scale !== state.drawn?.scale) state.groups = clusters(placed(state.shown), now.scale);
      const some = inSight(state.groups, now);
      layers.marks.replaceWith((layers.marks = drawMarks(some, now.scale, state.chosen)));
      state.drawn = { ...now };
    }
    tellSoon();
  }

  let telling;
  function tellSoon() {
    clearTimeout(telling);
    telling = setTimeout(tell, 150); // the table follows when the map rests
  }

  function tell() {
    if (signal.aborted) return;
    const here = state.chosen?.spots ?? seen(state, eye.now);
    const { left, top, width, height } = eye.now;
    const middle = square(left + width / 2, -(top + height / 2));
    replace(parts.told, [
      state.chosen
        ? n("{count} thing at this mark", "{count} things at this mark", here.length)
        : n("{count} thing in sight", "{count} things in sight", here.length),
      middle && ` · ${t("middle {square}", { square: middle })}`,
      ` · ${t("as of {age}", { age: ago(state.map.as_of) })}`,
      !state.map.whole && ` · ${t("only the newest are shown")}`,
    ]);
    const caption = state.chosen ? t("At the mark you chose") : t("In this part of the map");
    const all = state.chosen && button(t("All in sight"), () => choose(undefined), { kind: "button--quiet" });
    const apart = state.shown.filter(({ place }) => !place);
    replace(parts.list, [
      all,
      table(here, { caption, href }),
      apart.length > 0 && !state.chosen && table(apart, { caption: t("Without a place on the map"), href }),
    ]);
  }

  function choose(group) {
    state.chosen = group;
    drawMoved(true);
    if (group) parts.list.scrollIntoView({ block: "nearest" });
  }

  const tapped = (x, y) => choose(nearest(state.groups, eye.now, x, y));
  const eye = view(svg, ground.box, { changed: () => drawMoved(false), tapped, signal });
  svg.addEventListener("keydown", ({ key }) => {
    if (key === "Enter") choose(nearest(state.groups, eye.now, ...middleOf(svg), Infinity));
    if (key === "Escape") choose(undefined);
  }, { signal });

  state.shown = wanted(state);
  replace(parts.sorts, sorts(state, redraw));
  const node = h("div.situation", [
    h("div.map__frame", svg, zooms(eye)),
    hours(state, redraw),
    parts.sorts,
    parts.told,
    parts.list,
    h("p.hint.map__credit", ground.credit),
  ]);
  const update = (newer) => {
    const same = newer.spots === state.map.spots || alike(newer, state.map);
    state.map = newer;
    if (same) return tell(); // what somebody reads or has the focus in stays as it is, but for its age
    state.chosen = undefined;
    if (!parts.sorts.contains(document.activeElement)) replace(parts.sorts, sorts(state, redraw));
    redraw();
  };
  return { node, update };
}

const alike = (one, other) => JSON.stringify(one.spots) === JSON.stringify(other.spots);

const placed = (spots) => spots.filter(({ place }) => place);
const middleOf = (svg) => [svg.clientWidth / 2, svg.clientHeight / 2];

function picture(ground) {
  const hint = t("Map. Arrows move it, plus and minus zoom, nought shows all, Enter lists what is nearest to the middle.");
  const svg = s("svg.map", { tabindex: 0, role: "application", "aria-label": hint, viewBox: ground.box.join(" ") });
  const layers = { grid: s("g"), names: s("g"), marks: s("g") };
  svg.append(drawGround(ground), layers.grid, layers.names, layers.marks);
  return { svg, layers };
}

const named = ({ others, areas = [] }, { scale }) => [
  ...others.map(({ name, x, y }) => written(name, x, y, scale, "map__name")),
  ...areas.map(({ name, x, y }) => written(name, x, y, scale, "map__name.map__name--area")),
];

/** What is within the hours and of a sort that is wanted, the newest first. */
function wanted({ map, hours, off }) {
  const since = Date.parse(map.as_of) - hours * HOUR;
  return map.spots.filter(({ at, kind }) => !off.has(kind) && (RUNNING.has(kind) || Date.parse(at) >= since));
}

const seen = (state, now) =>
  inSight(state.groups, now, 0)
    .flatMap(({ spots }) => spots)
    .sort((one, other) => other.at.localeCompare(one.at));

/** Whether what was drawn, with what lies beside it, still covers what is in sight. */
const covers = (drawn, { left, top, width, height, scale }) =>
  drawn?.scale === scale &&
  Math.abs(left - drawn.left) < width * 0.4 &&
  Math.abs(top - drawn.top) < height * 0.4;

function zooms(eye) {
  const one = (label, sign, act) =>
    h("button.map__button", { type: "button", "aria-label": label, onclick: act }, sign);
  return h(
    "div.map__buttons",
    one(t("Closer"), "+", () => eye.zoom(closer)),
    one(t("Further"), "−", () => eye.zoom(1 / closer)),
    one(t("All of it"), "⤢", () => eye.fit()),
  );
}

function hours(state, redraw) {
  const id = freshId("hours");
  const words = () => n("The last hour", "The last {count} hours", state.hours);
  const label = h("span", words());
  const oninput = ({ target }) => {
    state.hours = Number(target.value);
    replace(label, words());
    target.setAttribute("aria-valuetext", words());
    redraw();
  };
  const range = { id, type: "range", min: 1, max: LONGEST, value: state.hours, oninput };
  return h(
    "div.map__hours",
    h("label", { for: id }, label),
    h("input.map__range", { ...range, "aria-valuetext": words() }),
  );
}

/** A switch for each sort there is. */
function sorts(state, redraw) {
  const counts = new Map();
  for (const { kind } of state.map.spots) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return KINDS.filter((kind) => counts.has(kind)).map((kind) => {
    const onchange = ({ target }) => {
      state.off[target.checked ? "delete" : "add"](kind);
      state.chosen = undefined;
      redraw();
    };
    return h(
      "label.map__sort",
      h("input", { type: "checkbox", checked: !state.off.has(kind), onchange }),
      symbol(kind),
      WORDS[kind],
    );
  });
}
