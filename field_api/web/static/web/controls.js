// The controls a field can have: each draws one value and tells of every edit. A value that is
// empty again is `undefined`, never "".

import { fromLocalInput, toLocalInput, now } from "fieldbook/clock";
import { codeControl } from "fieldbook/codes";
import { freshId, h } from "fieldbook/dom";
import { lineKeyboard, textKeyboard } from "fieldbook/keyboards";
import { placeControl } from "fieldbook/places";
import { repeatControl } from "fieldbook/repeats";
import { choicesOf, isEmpty, widgetOf } from "fieldbook/schema";
import { signatureControl } from "fieldbook/signature";
import { t } from "fieldbook/words";

const CONTROLS = {
  text: textInput,
  textarea: textArea,
  number: numberInput,
  code: codeControl,
  signature: signatureControl,
  choice: select,
  radio: radios,
  checks: checkboxes,
  boolean: yesNo,
  date: dateInput,
  datetime: dateTimeInput,
  place: placeControl,
  repeat: repeatControl,
};

/** Draws the control of a field: {id, spec, value, describedby, change, …}. */
export const control = (wanted) => (CONTROLS[widgetOf(wanted.spec)] ?? textInput)(wanted);

function textInput({ id, spec, pointer, value, describedby, change }) {
  return h("input", {
    id,
    class: "input",
    type: "text",
    value: value ?? "",
    autocomplete: "off",
    ...lineKeyboard(spec, pointer),
    "aria-describedby": describedby,
    oninput: (event) => change(event.target.value),
  });
}

/** What is no number stays as it was typed, with a hint: nothing written is thrown away. */
function numberInput({ id, spec, value, describedby, change }) {
  const read = (text) => (text.trim() && !Number.isNaN(Number(text)) ? Number(text) : text);
  const input = h("input.input.input--number", {
    id,
    type: "text",
    inputmode: spec.type === "integer" ? "numeric" : "decimal",
    enterkeyhint: "next",
    value: value ?? "",
    autocomplete: "off",
    "aria-describedby": describedby,
    oninput: (event) => change(read(event.target.value)),
  });
  return h("div.row", input, spec["x-unit"] && h("span.hint", t(spec["x-unit"])));
}

const ROWS = 4;

/** Grows with the text. Dictation writes by composing: what is heard is kept as it comes, and once
 *  more when it is settled, for not every keyboard tells of its last change. */
function textArea({ id, value, describedby, change }) {
  const area = h("textarea", {
    id,
    class: "input input--long",
    rows: String(ROWS),
    value: value ?? "",
    "aria-describedby": describedby,
    ...textKeyboard,
    oninput: told,
    oncompositionend: told,
  });
  if (!CSS.supports("field-sizing", "content")) requestAnimationFrame(grow);
  return area;

  function told() {
    change(area.value);
    if (!CSS.supports("field-sizing", "content")) grow();
  }

  function grow() {
    area.rows = ROWS;
    const line = Number.parseFloat(getComputedStyle(area).lineHeight) || area.clientHeight / ROWS;
    area.rows = Math.max(ROWS, Math.ceil(area.scrollHeight / line));
  }
}

function select({ id, spec, value, describedby, change }) {
  const options = choicesOf(spec).map(({ code, label }) =>
    h("option", { value: code, selected: code === value }, label),
  );
  const none = h("option", { value: "" }, t("Choose…"));
  const whole = h("p.field__chosen", { "aria-hidden": "true" });
  const control = h(
    "select",
    { id, class: "input", "aria-describedby": describedby, onchange: pick },
    none,
    options,
  );
  sayWhole();
  return h("div", control, whole);

  function pick() {
    change(control.value);
    sayWhole();
  }

  // A closed list cuts its text on a narrow screen, and the end is where the section number stands.
  function sayWhole() {
    const { text } = control.selectedOptions[0];
    whole.textContent = text.length > 30 ? text : "";
  }
}

function tick(type, { name, code, label, checked, onchange, id, describedby }) {
  const control = h("input", {
    type,
    name,
    id,
    value: code,
    checked,
    onchange,
    "aria-describedby": describedby,
  });
  return h("label.choice", control, h("span.choice__label", label));
}

const SHORT = 22; // characters of a label that leaves room for another beside it

/** Short answers stand side by side: a list of twenty must not be three screens long. */
const layout = (choices) =>
  choices.every(({ label }) => label.length <= SHORT) ? "choices choices--flow" : "choices";

function radioGroup({ id, choices, value, describedby, change, inline }) {
  const name = freshId("radio");
  const group = h("div", { class: inline ? "choices choices--inline" : layout(choices) });
  const clear = h(
    "button.link.choices__clear",
    { type: "button", hidden: isEmpty(value), onclick: reset, "aria-label": t("Clear this answer") },
    t("Clear"),
  );
  const pick = (code) => () => {
    clear.hidden = false;
    change(code);
  };
  choices.forEach(({ code, label }, index) => {
    const first = index === 0 ? id : null;
    group.append(
      tick("radio", {
        name,
        code,
        label,
        describedby,
        id: first,
        checked: code === value,
        onchange: pick(code),
      }),
    );
  });
  group.append(clear);
  return group;

  function reset() {
    for (const radio of group.querySelectorAll("input")) radio.checked = false;
    clear.hidden = true;
    change(undefined);
    document.getElementById(id)?.focus();
  }
}

function radios({ spec, ...rest }) {
  return radioGroup({ ...rest, choices: choicesOf(spec) });
}

function yesNo(rest) {
  const choices = [
    { code: true, label: t("Yes") },
    { code: false, label: t("No") },
  ];
  return radioGroup({ ...rest, choices, inline: true });
}

function checkboxes({ id, spec, value = [], describedby, change }) {
  const chosen = new Set(value);
  const ordered = () =>
    choicesOf(spec)
      .map(({ code }) => code)
      .filter((code) => chosen.has(code));
  const toggle = (code) => (event) => {
    if (event.target.checked) chosen.add(code);
    else chosen.delete(code);
    change(ordered());
  };
  const ticks = choicesOf(spec).map(({ code, label }, index) =>
    tick("checkbox", {
      code,
      label,
      describedby,
      id: index === 0 ? id : null,
      checked: chosen.has(code),
      onchange: toggle(code),
    }),
  );
  return h("div", { class: layout(choicesOf(spec)) }, ticks);
}

function dateInput({ id, spec, pointer, value, describedby, change, filled }) {
  const input = h("input", {
    id,
    class: "input input--date",
    type: "date",
    value: value ?? "",
    "aria-describedby": describedby,
    oninput: () => change(input.value),
  });
  if (pointer.endsWith("dob")) return input; // nobody who is written about was born today
  const today = () => toLocalInput(now()).slice(0, 10);
  return h("div.row", input, set(t("Today"), spec, input, today, filled));
}

function dateTimeInput({ id, spec, value, describedby, change, filled }) {
  const input = h("input", {
    id,
    class: "input input--date",
    type: "datetime-local",
    "aria-describedby": describedby,
    value: value ? toLocalInput(value) : "",
    oninput: () => change(fromLocalInput(input.value)),
  });
  const tell = (local) => filled(fromLocalInput(local));
  return h("div.row", input, set(t("Now"), spec, input, () => toLocalInput(now()), tell));
}

/** A button that puts what the phone knows into an input beside it. */
function set(word, { title }, input, known, tell) {
  const onclick = () => {
    input.value = known();
    tell(input.value);
  };
  const label = h("span.visually-hidden", ` ${t("for {field}", { field: t(title) })}`);
  return h("button.button.button--quiet", { type: "button", onclick }, word, label);
}
