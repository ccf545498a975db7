// A place: words, a position, or both. The phone is asked for its position only when the officer
// taps, or where they have allowed it before.

import { h, replace } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { t } from "fieldbook/words";

const PATIENCE = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 };

const ROUGH = 100; // metres: a position of a street, not of a door

const FAILED = {
  1: t("This phone may not use its location. You can write the place in words."),
  2: t("No position could be found. You can write the place in words."),
  3: t("Finding the position took too long. Try again, or write the place in words."),
};

/** Control for a place. `change(value)` is told of every edit; value is undefined when empty. */
export function placeControl({ id, spec, value = {}, describedby, change, here }) {
  const place = { ...value };
  const said = h("p.place__position", { role: "status" });
  const button = h(
    "button.button.button--quiet",
    { type: "button", onclick: locate },
    icon("pin"),
    t("Here"),
    h("span.visually-hidden", ` ${t("for {field}", { field: t(spec.title) })}`),
  );
  const reading = h("p.field__chosen", { "aria-live": "polite" });
  const words = h("input", {
    id,
    class: "input",
    type: "text",
    value: place.text ?? "",
    autocomplete: "off",
    autocapitalize: "words",
    enterkeyhint: "next",
    "aria-label": t("In words"), // within the field's own legend
    "aria-describedby": describedby,
    oninput: typed,
  });
  reading.textContent = readAs(place.text);
  show();
  if (here && place.latitude === undefined) whereAllowed(locate);
  return h("div.place", words, reading, h("div.row", button), said);

  function typed() {
    update({ text: words.value || undefined });
    reading.textContent = readAs(words.value);
  }

  function update(part) {
    Object.assign(place, part);
    for (const name of Object.keys(place)) if (place[name] === undefined) delete place[name];
    change(Object.keys(place).length ? { ...place } : undefined);
  }

  function locate() {
    replace(said, t("Finding your position…"));
    navigator.geolocation.getCurrentPosition(
      found,
      ({ code }) => {
        show();
        said.append(FAILED[code]);
      },
      PATIENCE,
    );
  }

  function found({ coords }) {
    const rounded = (number) => Number(number.toFixed(6));
    update({
      latitude: rounded(coords.latitude),
      longitude: rounded(coords.longitude),
      accuracy_m: Math.round(coords.accuracy),
    });
    show();
  }

  function forget() {
    update({ latitude: undefined, longitude: undefined, accuracy_m: undefined });
    show();
    button.focus();
  }

  function show() {
    if (place.latitude === undefined) return replace(said);
    const clear = h("button.link", { type: "button", onclick: forget }, t("Remove position"));
    const rough = place.accuracy_m > ROUGH && h("span", t("Only roughly. Say in words where it was."));
    return replace(said, icon("pin"), " ", positionWords(place), " ", rough, " ", clear);
  }
}

/** "52.23741, −0.89463, within 12 m". */
export function positionWords({ latitude, longitude, accuracy_m: accuracy }) {
  const number = (value) => value.toFixed(5).replace("-", "−");
  const place = `${number(latitude)}, ${number(longitude)}`;
  if (accuracy === undefined) return place;
  return t("{place}, within {metres} m", { place, metres: Math.round(accuracy) });
}

const SQUARE = /^(?:\/{3})?(\p{L}{2,}\.\p{L}{2,}\.\p{L}{2,})$/u;
const GRID = /^([HJNOST][A-HJ-Z])\s*(?:(\d{2,5})\s+(\d{2,5})|((?:\d\d){2,5}))$/i;

/** How a place that is no address reads, in words; what was typed stays as it is. */
function readAs(text = "") {
  const typed = text.trim();
  const square = SQUARE.exec(typed)?.[1];
  if (square) return t("Read as what3words {square}", { square: `///${square.toLowerCase()}` });
  const [, letters, east, north, figures = `${east}${north}`] = GRID.exec(typed) ?? [];
  if (!letters || east?.length !== north?.length) return "";
  const half = figures.length / 2;
  const grid = `${letters.toUpperCase()} ${figures.slice(0, half)} ${figures.slice(half)}`;
  return t("Read as grid reference {grid}", { grid });
}

async function whereAllowed(locate) {
  const permission = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  if (permission?.state === "granted") locate();
}
