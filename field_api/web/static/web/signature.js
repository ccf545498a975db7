// A signature drawn by hand over exactly what the signer was shown. The answers are hashed as they
// stand; change one afterwards and the signature says so, for it was given over other words.

import { at, now } from "fieldbook/clock";
import { freshId, h, replace } from "fieldbook/dom";
import { button, panel } from "fieldbook/parts";
import { bodyToSign, widgetOf } from "fieldbook/schema";
import { bytes, sha256 } from "fieldbook/seal";
import { t } from "fieldbook/words";

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 600;
const HIGH = 220;
const STEP = 3; // nearer points add nothing to see
const LONGEST = 18_000;

/** Control for {name, signed_at, strokes, shown}. `read()` draws the answers the signer reads. */
export function signatureControl({ id, spec, writing, value, change }) {
  const here = h("div.signature");
  const words = h("p.field__chosen", { role: "status" });
  let given = value;
  draw();
  writing.checks.push(() => void compare());
  return h("div", here, words);

  function draw() {
    const again = button(given ? t("Sign again") : t("Sign here"), ask, {
      kind: given ? "button--quiet" : "",
      iconName: "pen",
    });
    again.id = id;
    replace(here, given && drawn(given), again);
    void compare();
  }

  async function compare() {
    const stands = !given || (await shownOf(writing)) === given.shown;
    words.textContent = stands
      ? ""
      : t("Something was changed after this was signed. Ask for it to be signed again.");
  }

  function ask() {
    const pad = drawingPad();
    const name = h("input.input", { id: freshId("name"), type: "text", autocomplete: "off" });
    const problem = h("p.field__problem", { role: "alert" });
    const heading = h("h2", { tabindex: "-1", autofocus: true }, spec.title);
    const dialog = h(
      "dialog.dialog.dialog--tall",
      { "aria-label": spec.title },
      heading,
      spec.description && h("p", spec.description),
      h("div.signature__text", { tabindex: "0" }, writing.read()),
      h("label.field__label", { for: name.id }, t("Name of who signs")),
      name,
      h("p.field__label", t("Signature")),
      pad.node,
      problem,
      h(
        "div.dialog__actions",
        button(t("Sign"), take),
        button(t("Clear"), pad.clear, { kind: "button--quiet" }),
        button(t("Go back"), () => dialog.close(), { kind: "button--quiet" }),
      ),
    );
    dialog.addEventListener("close", () => dialog.remove());
    addEventListener("hashchange", () => dialog.close(), { once: true });
    document.body.append(dialog);
    dialog.showModal();

    async function take() {
      if (!name.value.trim()) return void (problem.textContent = t("Write the name of who signs."));
      if (!pad.strokes()) return void (problem.textContent = t("Nothing is drawn yet."));
      given = {
        name: name.value.trim(),
        signed_at: now(),
        strokes: pad.strokes(),
        shown: await shownOf(writing),
      };
      change(given);
      draw();
      dialog.close();
    }
  }
}

/** SHA-256, in hex, of the answers but for signatures: sorted members, no blanks (RFC 8785 but for
 *  numbers beyond what a form holds). */
export const shownOf = ({ schema, body }) => sha256(bytes(canonical(withoutSignatures(schema, body))));

function withoutSignatures(schema, body) {
  const every = Object.entries(bodyToSign(schema, body));
  const signed = ([name]) => widgetOf(schema.properties[name]) === "signature";
  return Object.fromEntries(every.filter((member) => !signed(member)));
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

/** A signature as it is read. */
export const drawn = ({ name, signed_at: when, strokes }) =>
  panel("info", t("Signed by {name}, {time}", { name, time: at(when) }), picture(strokes));

function picture(strokes) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`);
  svg.setAttribute("class", "signature__picture");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", t("Signature"));
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", strokes);
  svg.append(path);
  return svg;
}

function drawingPad() {
  const node = picture("");
  node.classList.add("signature__pad");
  const path = node.firstChild;
  let strokes = "";
  let last;
  node.addEventListener("pointerdown", (event) => {
    node.setPointerCapture(event.pointerId);
    last = undefined;
    add("M", event);
  });
  node.addEventListener("pointermove", (event) => {
    if (last && event.buttons) add("L", event);
  });
  node.addEventListener("pointerup", () => (last = undefined));
  return { node, strokes: () => (strokes.includes("L") ? strokes : ""), clear };

  function add(letter, { clientX, clientY }) {
    const { left, top, width, height } = node.getBoundingClientRect();
    const point = [((clientX - left) * WIDE) / width, ((clientY - top) * HIGH) / height];
    if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < STEP) return;
    last = point;
    if (strokes.length < LONGEST) strokes += `${letter}${point.map(Math.round).join(" ")}`;
    path.setAttribute("d", strokes);
  }

  function clear() {
    strokes = "";
    path.setAttribute("d", "");
  }
}
