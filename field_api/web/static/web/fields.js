// One field of a form: label, help, the law that asks for it, what a supervisor said of it, and the
// control. Every edit is written straight into the draft's body.

import { fromLocalInput, toLocalInput, now } from "fieldbook/clock";
import { freshId, h, replace } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { placeControl } from "fieldbook/places";
import { repeatControl } from "fieldbook/repeats";
import { choicesOf, isEmpty, isShown, promptsFor, requiredNames, widgetOf } from "fieldbook/schema";

const GROUPED = new Set(["radio", "checks", "boolean", "place", "repeat"]);

const CONTROLS = {
  text: textInput,
  textarea: textArea,
  choice: select,
  radio: radios,
  checks: checkboxes,
  boolean: yesNo,
  date: dateInput,
  datetime: dateTimeInput,
  place: placeControl,
  repeat: repeatControl,
};

/** Element id of the control a JSON pointer speaks of. */
export const idOf = (pointer) => `field${pointer.replaceAll("/", "-")}`;

/** One field. writing: {body, notes, changed(), checks: [function]} of the form being written;
 *  scope: the object that holds the value, the body or one item of a repeated group. */
export function field(writing, { name, spec, schema, scope, pointer }) {
  const id = idOf(pointer);
  const prompts = h("div", { class: "field__prompts", "aria-live": "polite" });
  const problem = h("p", { class: "field__problem", id: `${id}-problem`, hidden: true });
  const optional = h("span", { class: "field__optional" }, "(optional)");
  const change = (value) => {
    if (isEmpty(value)) delete scope[name];
    else scope[name] = value;
    replace(prompts, ...promptsFor(spec, value).map((say) => h("p", {}, say)));
    writing.changed();
  };
  const draw = CONTROLS[widgetOf(spec)] ?? textInput;
  const describedby = [spec.description && `${id}-help`, `${id}-problem`].filter(Boolean).join(" ");
  const control = draw({
    id, spec, pointer, writing, describedby, change,
    value: scope[name],
    here: spec["x-prefill"] === "here",
  });
  const notes = writing.notes.filter((note) => note.pointer === pointer).map(noteAt);
  const node = frame({ id, spec, optional, control, extras: [notes, problem], prompts });
  writing.checks.push((found) => {
    node.hidden = !isShown(spec, scope, writing.body);
    optional.hidden = requiredNames(schema, scope).includes(name);
    showProblem(problem, found?.find((hint) => hint.pointer === pointer));
  });
  return node;
}

function frame({ id, spec, optional, control, extras, prompts }) {
  const title = [spec.title ?? "", " ", optional];
  const about = [
    spec["x-required-by"] && h("p", { class: "field__law" }, "Required: ", spec["x-required-by"]),
    spec.description && h("p", { class: "field__help", id: `${id}-help` }, spec.description),
    extras,
  ];
  if (GROUPED.has(widgetOf(spec))) {
    const legend = h("legend", { class: "field__label" }, title);
    return h("fieldset", { class: "field" }, legend, about, control, prompts);
  }
  const label = h("label", { class: "field__label", for: id }, title);
  return h("div", { class: "field" }, label, about, control, prompts);
}

function noteAt({ by, text }) {
  return h("div", { class: "field__note" }, icon("returned"), h("p", {}, h("strong", {}, `${by}: `), text));
}

function showProblem(node, hint) {
  node.hidden = !hint;
  node.textContent = hint?.text ?? "";
}

function textInput({ id, spec, value, describedby, change }) {
  const numeric = ["number", "integer"].includes(spec.type);
  const read = (text) => (numeric && text.trim() && !Number.isNaN(Number(text)) ? Number(text) : text);
  return h("input", {
    id,
    class: "input",
    type: "text",
    inputmode: numeric ? "decimal" : null,
    value: value ?? "",
    autocomplete: "off",
    "aria-describedby": describedby,
    oninput: (event) => change(read(event.target.value)),
  });
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
    h("option", { value: code, selected: code === value }, label));
  const none = h("option", { value: "" }, "Choose…");
  const whole = h("p", { class: "field__chosen", "aria-hidden": "true" });
  const control = h("select", { id, class: "input", "aria-describedby": describedby, onchange: pick }, none, options);
  sayWhole();
  return h("div", {}, control, whole);

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
  const control = h("input", { type, name, id, value: code, checked, onchange, "aria-describedby": describedby });
  return h("label", { class: "choice" }, control, h("span", { class: "choice__label" }, label));
}

function radioGroup({ id, choices, value, describedby, change, inline }) {
  const name = freshId("radio");
  const group = h("div", { class: inline ? "choices choices--inline" : "choices" });
  const clear = h("button", { class: "link", type: "button", hidden: isEmpty(value), onclick: reset }, "Clear this answer");
  const pick = (code) => () => {
    clear.hidden = false;
    change(code);
  };
  choices.forEach(({ code, label }, index) => {
    const first = index === 0 ? id : null;
    group.append(tick("radio", { name, code, label, describedby, id: first, checked: code === value, onchange: pick(code) }));
  });
  return h("div", {}, group, clear);

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
  const choices = [{ code: true, label: "Yes" }, { code: false, label: "No" }];
  return radioGroup({ ...rest, choices, inline: true });
}

function checkboxes({ id, spec, value = [], describedby, change }) {
  const chosen = new Set(value);
  const ordered = () => choicesOf(spec).map(({ code }) => code).filter((code) => chosen.has(code));
  const toggle = (code) => (event) => {
    if (event.target.checked) chosen.add(code);
    else chosen.delete(code);
    change(ordered());
  };
  const ticks = choicesOf(spec).map(({ code, label }, index) =>
    tick("checkbox", {
      code, label, describedby,
      id: index === 0 ? id : null,
      checked: chosen.has(code),
      onchange: toggle(code),
    }));
  return h("div", { class: "choices" }, ticks);
}

function dateInput({ id, value, describedby, change }) {
  return h("input", {
    id, class: "input input--date", type: "date", value: value ?? "", "aria-describedby": describedby,
    oninput: (event) => change(event.target.value),
  });
}

function dateTimeInput({ id, spec, value, describedby, change }) {
  const input = h("input", {
    id, class: "input input--date", type: "datetime-local", "aria-describedby": describedby,
    value: value ? toLocalInput(value) : "",
    oninput: () => change(fromLocalInput(input.value)),
  });
  const setNow = () => {
    input.value = toLocalInput(now());
    change(fromLocalInput(input.value));
  };
  const label = h("span", { class: "visually-hidden" }, ` for ${spec.title}`);
  const button = h("button", { class: "button button--quiet", type: "button", onclick: setNow }, icon("clock"), "Now", label);
  return h("div", { class: "row" }, input, button);
}
