// A place: words, a position, or both. The phone is asked for its position only when the officer
// taps, or where they have allowed it before.

import { h, replace } from "fieldbook/dom";
import { icon } from "fieldbook/icons";

const PATIENCE = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 };

const FAILED = {
  1: "This phone may not use its location. You can write the place in words.",
  2: "No position could be found. You can write the place in words.",
  3: "Finding the position took too long. Try again, or write the place in words.",
};

/** Control for a place. `change(value)` is told of every edit; value is undefined when empty. */
export function placeControl({ id, value = {}, describedby, change, here }) {
  const place = { ...value };
  const said = h("p.place__position", { role: "status" });
  const button = h(
    "button.button.button--quiet",
    { type: "button", onclick: locate },
    icon("pin"),
    "Use my location",
  );
  const words = h("input", {
    id,
    class: "input",
    type: "text",
    value: place.text ?? "",
    autocomplete: "off",
    "aria-describedby": describedby,
    oninput: () => update({ text: words.value || undefined }),
  });
  show();
  if (here && place.latitude === undefined) whereAllowed(locate);
  return h("div.place", words, h("div.row", button), said);

  function update(part) {
    Object.assign(place, part);
    for (const name of Object.keys(place)) if (place[name] === undefined) delete place[name];
    change(Object.keys(place).length ? { ...place } : undefined);
  }

  function locate() {
    replace(said, "Finding your position…");
    navigator.geolocation.getCurrentPosition(
      found,
      ({ code }) => replace(said, FAILED[code]),
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
    const clear = h("button.link", { type: "button", onclick: forget }, "Remove position");
    return replace(said, icon("pin"), " ", positionWords(place), " ", clear);
  }
}

/** "52.23741, −0.89463, within 12 m". */
export function positionWords({ latitude, longitude, accuracy_m: accuracy }) {
  const number = (value) => value.toFixed(5).replace("-", "−");
  const within = accuracy === undefined ? "" : `, within ${Math.round(accuracy)} m`;
  return `${number(latitude)}, ${number(longitude)}${within}`;
}

async function whereAllowed(locate) {
  const permission = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  if (permission?.state === "granted") locate();
}
