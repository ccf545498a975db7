// What happened, as marks on the map: those that would lie on one another are one with a number.

import { s, written } from "fieldbook/ground";

const CELL = 52; // pixels
const MARGIN = 0.5; // of what is in sight, drawn beside it, so that moving shows no bare edge

// Told apart by shape, for who does not tell colours apart; each within 12 pixels of its middle.
const SHAPES = {
  entry: "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0 -18 0z",
  sighting: "M-8 -8h16v16h-16z",
  hit: "M0 -12L12 0L0 12L-12 0z",
  alert: "M0 -12L12 9H-12z",
  tasking: "M-7 -11L12 -4L-4 2V11H-7z",
};
/** The most urgent first: what a mark of several looks like. */
export const KINDS = ["alert", "hit", "tasking", "sighting", "entry"];

/** The shape of a kind, to stand beside its name. */
export const symbol = (kind) =>
  s(
    "svg.map__symbol",
    { viewBox: "-13 -13 26 26", "aria-hidden": "true", focusable: "false" },
    s(`path.map__mark.map__mark--${kind}`, { d: SHAPES[kind] }),
  );

/** Groups of spots, each of one cell of a grid that does not move with the view: [{x, y, spots}].
 *  A cell is as wide as a power of two makes it at this scale, so groups keep while one looks round. */
export function clusters(spots, scale) {
  const cell = CELL * 2 ** Math.round(Math.log2(scale));
  const found = new Map();
  for (const spot of spots) {
    const { east, north } = spot.place;
    const key = `${Math.floor(east / cell)}:${Math.floor(north / cell)}`;
    const group = found.get(key);
    if (group) group.push(spot);
    else found.set(key, [spot]);
  }
  return [...found.values()].map((group) => ({
    spots: group,
    x: mean(group, ({ place }) => place.east),
    y: -mean(group, ({ place }) => place.north),
  }));
}

const mean = (group, of) => group.reduce((sum, one) => sum + of(one), 0) / group.length;

/** Those of the groups that lie in sight or a little beside. */
export function inSight(groups, { left, top, width, height }, margin = MARGIN) {
  const [wide, high] = [width * margin, height * margin];
  return groups.filter(
    ({ x, y }) =>
      x >= left - wide && x <= left + width + wide && y >= top - high && y <= top + height + high,
  );
}

/** A layer with a mark for each group. `chosen` is the group that was asked for. */
export function drawMarks(groups, scale, chosen) {
  const layer = s("g");
  for (const group of groups) layer.append(...blurs(group), drawn(group, scale, group === chosen));
  return layer;
}

/** The square that an area is, where it is drawn by itself. */
function blurs({ spots }) {
  if (spots.length > 1 || !spots[0].area) return [];
  const { east, north } = spots[0].place;
  return [s("rect.map__blur", { x: east - 500, y: -north - 500, width: 1000, height: 1000 })];
}

function drawn({ spots, x, y }, scale, chosen) {
  const kinds = new Set(spots.map(({ kind }) => kind));
  const kind = KINDS.find((each) => kinds.has(each)) ?? "entry";
  const many = spots.length > 1;
  const grown = many ? 1.3 + Math.min(Math.log10(spots.length), 3) * 0.35 : 1;
  const node = s("g", { transform: `translate(${x} ${y}) scale(${scale})` });
  const shape = s(`path.map__mark.map__mark--${kind}`, {
    d: many ? SHAPES.entry : SHAPES[kind],
    transform: `scale(${grown})`,
  });
  if (chosen) shape.classList.add("map__mark--chosen");
  node.append(shape);
  if (many) node.append(written(String(spots.length), 0, 0, 1, "map__count"));
  return node;
}

/** The group whose mark is nearest to a point of the screen, within a finger's width; or undefined. */
export function nearest(groups, { left, top, scale }, x, y, reach = 28) {
  let best;
  for (const group of groups) {
    const far = Math.hypot((group.x - left) / scale - x, (group.y - top) / scale - y);
    if (far <= reach && (!best || far < best.far)) best = { group, far };
  }
  return best?.group;
}
