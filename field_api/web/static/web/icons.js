// Our own line icons, drawn on a 24 by 24 grid. Always beside words, so hidden from screen readers.

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  add: ["M12 5v14M5 12h14"],
  ask: ["M10.5 17a6.5 6.5 0 1 1 0-13 6.5 6.5 0 0 1 0 13z", "M15.4 15.4 20.5 20.5"],
  back: ["M15 5l-7 7 7 7"],
  bolt: ["M13 3 5 14h6l-1 7 8-11h-6l1-7z"],
  car: [
    "M4 16v-3l2-5.5A2 2 0 0 1 7.9 6h8.2a2 2 0 0 1 1.9 1.5L20 13v3",
    "M3.5 13h17v5h-17z",
    "M7 18v2M17 18v2",
  ],
  clock: ["M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18z", "M12 7v5.3l3.4 2"],
  clip: ["M8 12.5v4a4 4 0 0 0 8 0V7a2.7 2.7 0 0 0-5.4 0v9a1.3 1.3 0 0 0 2.7 0V8"],
  cross: ["M6 6l12 12M18 6 6 18"],
  bell: ["M5.500 17.500h13L17 15v-4a5 5 0 0 0-10 0v4l-1.500 2.500z", "M10.500 20.500h3", "M12 6V4"],
  dash: ["M6 12h12"],
  globe: [
    "M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18z",
    "M3 12h18",
    "M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
  ],
  go: ["M9 5l7 7-7 7"],
  licence: ["M3.5 6h17v12h-17z", "M6.5 15c.4-1.600 3.600-1.600 4 0M8.5 12.500a1.500 1.500 0 1 1 0-3 1.500 1.500 0 0 1 0 3z", "M13.5 10.500H18M13.5 14H18"],
  list: ["M8.5 6.5H20M8.5 12H20M8.5 17.5H20", "M4 6.5h.01M4 12h.01M4 17.5h.01"],
  lock: ["M6 11h12v9H6z", "M8.5 11V7.5a3.5 3.5 0 0 1 7 0V11"],
  mic: ["M12 15a3 3 0 0 1-3-3V6a3 3 0 0 1 6 0v6a3 3 0 0 1-3 3z", "M6 11.500v.5a6 6 0 0 0 12 0v-.5M12 18v3"],
  none: ["M12 20.5a8.5 8.5 0 1 1 0-17 8.5 8.5 0 0 1 0 17z", "M6 18 18 6"],
  pause: ["M9 6v12M15 6v12"],
  pen: ["M4 20l1-4.5L16.5 4a2 2 0 0 1 3 0l.5.5a2 2 0 0 1 0 3L8.5 19 4 20z", "M14.5 6l3.5 3.5"],
  person: ["M12 12a4 4 0 1 1 0-8 4 4 0 0 1 0 8z", "M4.5 20.5c.6-4 3.5-6 7.5-6s6.9 2 7.5 6"],
  phone: [
    "M8 2.5h8a1.5 1.5 0 0 1 1.5 1.5v16a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 20V4A1.5 1.5 0 0 1 8 2.5z",
    "M11 18.5h2",
  ],
  photo: ["M3.5 7.5h4l1.5-2.5h6l1.5 2.5h4v12h-17z", "M12 16.5a3.5 3.5 0 1 1 0-7 3.5 3.5 0 0 1 0 7z"],
  pin: [
    "M12 21.5s-7-6.5-7-11.5a7 7 0 0 1 14 0c0 5-7 11.5-7 11.5z",
    "M12 12.5a2.5 2.5 0 1 1 0-5 2.5 2.5 0 0 1 0 5z",
  ],
  returned: ["M9 6 4 11l5 5", "M4 11h10a6 6 0 0 1 6 6v2"],
  stop: ["M7 7h10v10H7z"],
  tag: ["M4 4h8l8.5 8.5-8 8L4 12z", "M8 8.010V8"],
  tick: ["M5 12.5l4.5 4.5L19 7.5"],
  up: ["M12 20V5M6 11l6-6 6 6"],
  warn: ["M12 3.5 22 20.5H2L12 3.5z", "M12 10v5M12 17.800v.01"],
};

export function icon(name, kind = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon ${kind}`.trim());
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  for (const path of PATHS[name]) {
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("d", path);
    svg.append(line);
  }
  return svg;
}
