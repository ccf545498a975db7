// The base map: outlines in metres of the National Grid, south downwards, as the server drew them.
// No tiles, so no other server learns where anybody looks, and it works without a signal.

const SVG = "http://www.w3.org/2000/svg";

const LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ";
const HUNDRED = 100_000;
const STEPS = [1_000, 5_000, 10_000, 50_000, HUNDRED];
const APART = 70; // pixels, at the least, from one line of the grid to the next

/** As h() of fieldbook/dom, for elements of SVG: s("path.map__own", {d}, …children). */
export function s(selector, attributes = {}, ...children) {
  const [tag, ...classes] = selector.split(".");
  const node = document.createElementNS(SVG, tag);
  if (classes.length) node.setAttribute("class", classes.join(" "));
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/** The layer of shapes: what never changes while one looks at it. */
export function drawGround({ own, others, areas = [] }) {
  const shapes = s("g", {}, ...others.map(({ path }) => s("path.map__other", { d: path })));
  if (own) shapes.append(s("path.map__own", { d: own }));
  for (const { path } of areas) shapes.append(s("path.map__area", { d: path }));
  return shapes;
}

/** Lines of the grid in sight, with references at the edges; a node to replace the last one. */
export function drawGrid({ left, top, width, height, scale }) {
  const step = STEPS.find((each) => each / scale >= APART) ?? HUNDRED;
  const layer = s("g.map__grid", { "stroke-width": scale });
  const from = (value) => Math.ceil(value / step) * step;
  for (let x = from(left); x < left + width; x += step) {
    layer.append(s("path", { d: `M${x} ${top}v${height}` }));
    layer.append(written(figure(x, step), x + 3 * scale, top + 14 * scale, scale, "map__figure"));
  }
  for (let y = from(top); y < top + height; y += step) {
    layer.append(s("path", { d: `M${left} ${y}h${width}` }));
    layer.append(written(figure(-y, step), left + 3 * scale, y - 3 * scale, scale, "map__figure"));
  }
  return layer;
}

/** Text that keeps its size on the screen, whatever the scale. */
export const written = (text, x, y, scale, kind) =>
  s(`text.${kind}`, { transform: `translate(${x} ${y}) scale(${scale})` }, text);

/** "75" of 475,000 m: as it stands on a paper map, within its square of 100 km. */
const figure = (metres, step) => {
  const within = ((metres % HUNDRED) + HUNDRED) % HUNDRED;
  return step === HUNDRED ? String(metres / HUNDRED) : String(within / 1_000).padStart(2, "0");
};

/** "SP 75 60": the square of a kilometre that holds a point; "" outside the grid. */
export function square(east, north) {
  const [column, row] = [Math.floor(east / HUNDRED), Math.floor(north / HUNDRED)];
  if (column < 0 || column > 6 || row < 0 || row > 12) return "";
  const first = 19 - row - ((19 - row) % 5) + Math.floor((column + 10) / 5);
  const second = (((19 - row) * 5) % 25) + (column % 5);
  const figures = (metres) => String(Math.floor((metres % HUNDRED) / 1_000)).padStart(2, "0");
  return `${LETTERS[first]}${LETTERS[second]} ${figures(east)} ${figures(north)}`;
}
