// The controls a field can have: each draws one value and tells of every edit. A value that is
// empty again is `undefined`, never "".

import { fromLocalInput, toLocalInput, now } from "fieldbook/clock";
import { codeControl } from "fieldbook/codes";
import { freshId, h } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { placeControl } from "fieldbook/places";
import { repeatControl } from "fieldbook/repeats";
import { choicesOf, isEmpty, widgetOf } from "fieldbook/schema";
import { signatureControl } from "fieldbook/signature";

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

function textInput({ id, value, describedby, change }) {
  return h("input", {
    id,
    class: "input",
    type: "text",
    value: value ?? "",
    autocomplete: "off",
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
    value: value ?? "",
    autocomplete: "off",
    "aria-describedby": describedby,
    oninput: (event) => change(read(event.target.value)),
  });
  return h("div.row", input, spec["x-unit"] && h("span.hint", spec["x-unit"]));
}

function textArea({ id, value, describedby, change }) {
  return h("textarea", {
    id,
    class: "input input--long",
    rows: "4",
    value: value ?? "",
    "aria-describedby": describedby,
    oninput: (event) => change(event.target.value),
  });
}

function select({ id, spec, value, describedby, change }) {
  const options = choicesOf(spec).map(({ code, label }) =>
    h("option", { value: code, selected: code === value }, label),
  );
  const none = h("option", { value: "" }, "Choose…");
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

function radioGroup({ id, choices, value, describedby, change, inline }) {
  const name = freshId("radio");
  const group = h("div", { class: inline ? "choices choices--inline" : "choices" });
  const clear = h(
    "button.link",
    { type: "button", hidden: isEmpty(value), onclick: reset },
    "Clear this answer",
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
  return h("div", group, clear);

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
    { code: true, label: "Yes" },
    { code: false, label: "No" },
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
  return h("div.choices", ticks);
}

function dateInput({ id, value, describedby, change }) {
  return h("input", {
    id,
    class: "input input--date",
    type: "date",
    value: value ?? "",
    "aria-describedby": describedby,
    oninput: (event) => change(event.target.value),
  });
}

function dateTimeInput({ id, spec, value, describedby, change }) {
  const input = h("input", {
    id,
    class: "input input--date",
    type: "datetime-local",
    "aria-describedby": describedby,
    value: value ? toLocalInput(value) : "",
    oninput: () => change(fromLocalInput(input.value)),
  });
  const setNow = () => {
    input.value = toLocalInput(now());
    change(fromLocalInput(input.value));
  };
  const label = h("span.visually-hidden", ` for ${spec.title}`);
  const button = h(
    "button.button.button--quiet",
    { type: "button", onclick: setNow },
    icon("clock"),
    "Now",
    label,
  );
  return h("div.row", input, button);
}
