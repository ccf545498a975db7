// What part of the map is in sight: moved by a finger, two fingers, a mouse or keys. Metres, south
// downwards; `scale` is metres to a pixel.

const CLOSEST = 0.5;
const STEP = 1.6;
const NUDGE = 0.2; // of what is in sight
const TAP = 8; // pixels a finger may slip

/** A view of `box` ([west, top, width, height]) on the svg. `changed(view)` is called at most once a
 *  frame, `tapped(x, y, target)` for a touch that moved nothing. `signal` ends it. */
export function view(svg, box, { changed, tapped, signal }) {
  const now = { left: box[0], top: box[1], scale: 1, width: box[2], height: box[3] };
  const size = { width: 1, height: 1 };
  let due = 0;
  let widest = 1;
  let whole = true; // nobody has moved it yet: it fits whatever size the page gives

  const tell = () => {
    due ||= requestAnimationFrame(() => {
      due = 0;
      if (!signal.aborted) draw();
    });
  };

  function draw() {
    now.width = size.width * now.scale;
    now.height = size.height * now.scale;
    svg.setAttribute("viewBox", [now.left, now.top, now.width, now.height].map(rounded).join(" "));
    changed(now);
  }

  function fit() {
    whole = true;
    now.scale = widest = Math.max(box[2] / size.width, box[3] / size.height);
    now.left = box[0] - (size.width * now.scale - box[2]) / 2;
    now.top = box[1] - (size.height * now.scale - box[3]) / 2;
    tell();
  }

  /** Closer by a factor, about a point of the screen; as far out as twice the whole. */
  function zoom(factor, x = size.width / 2, y = size.height / 2) {
    const scale = Math.min(Math.max(now.scale / factor, CLOSEST), widest * 2);
    now.left += x * (now.scale - scale);
    now.top += y * (now.scale - scale);
    now.scale = scale;
    whole = false;
    tell();
  }

  function move(dx, dy) {
    now.left -= dx * now.scale;
    now.top -= dy * now.scale;
    now.left = within(now.left, box[0] - now.width, box[0] + box[2]);
    now.top = within(now.top, box[1] - now.height, box[1] + box[3]);
    whole = false;
    tell();
  }

  function show(x, y, scale) {
    now.scale = Math.min(Math.max(scale, CLOSEST), widest);
    now.left = x - (size.width * now.scale) / 2;
    now.top = y - (size.height * now.scale) / 2;
    whole = false;
    tell();
  }

  const sized = new ResizeObserver(([{ contentRect }]) => {
    if (!contentRect.width) return;
    Object.assign(size, { width: contentRect.width, height: contentRect.height });
    if (whole) fit();
    else tell();
  });
  sized.observe(svg);
  signal.addEventListener("abort", () => sized.disconnect());
  heedFingers(svg, { move, zoom, tapped, signal });
  heedKeys(svg, { move, zoom, fit, size, signal });
  return { now, zoom, fit, show };
}

const rounded = (value) => Math.round(value * 100) / 100;
const within = (value, least, most) => Math.min(Math.max(value, least), most);

function heedFingers(svg, { move, zoom, tapped, signal }) {
  const fingers = new Map();
  let slipped = 0;
  const at = ({ clientX, clientY }) => {
    const { left, top } = svg.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  const down = (event) => {
    if (event.button) return;
    if (!fingers.size) slipped = 0;
    fingers.set(event.pointerId, at(event));
    svg.setPointerCapture?.(event.pointerId);
  };
  const moved = (event) => {
    const was = fingers.get(event.pointerId);
    if (!was) return;
    const here = at(event);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) pinched(was, here, other);
    else move(here.x - was.x, here.y - was.y);
    slipped += Math.hypot(here.x - was.x, here.y - was.y);
    fingers.set(event.pointerId, here);
  };
  const pinched = (was, here, other) => {
    const apart = (one) => Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
    move((here.x - was.x) / 2, (here.y - was.y) / 2);
    zoom(apart(here) / apart(was), (here.x + other.x) / 2, (here.y + other.y) / 2);
  };
  const up = (event) => {
    const held = fingers.delete(event.pointerId);
    if (held && event.type === "pointerup" && !fingers.size && slipped < TAP) {
      const { x, y } = at(event);
      tapped(x, y);
    }
  };
  svg.addEventListener("pointerdown", down, { signal });
  svg.addEventListener("pointermove", moved, { signal });
  for (const name of ["pointerup", "pointercancel"]) svg.addEventListener(name, up, { signal });
  const wheel = (event) => {
    // The page scrolls by the wheel; the map only where a mouse says so, as maps on pages do.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 200), at(event).x, at(event).y);
  };
  svg.addEventListener("wheel", wheel, { passive: false, signal });
}

function heedKeys(svg, { move, zoom, fit, size, signal }) {
  const across = () => size.width * NUDGE;
  const down = () => size.height * NUDGE;
  const KEYS = {
    ArrowLeft: () => move(across(), 0),
    ArrowRight: () => move(-across(), 0),
    ArrowUp: () => move(0, down()),
    ArrowDown: () => move(0, -down()),
    "+": () => zoom(STEP),
    "=": () => zoom(STEP),
    "-": () => zoom(1 / STEP),
    0: fit,
  };
  const pressed = (event) => {
    const act = KEYS[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  svg.addEventListener("keydown", pressed, { signal });
}

export const closer = STEP;
