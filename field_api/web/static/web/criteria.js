// What a question is about: one vehicle or one person, offered from the last entry where it can be.

import { h, replace } from "fieldbook/dom";
import { icon } from "fieldbook/icons";

/** The choice of kind and, below it, its fields. asking: {kind, values, last} is written to. */
export function criteriaFields(asking) {
  const fields = h("div");
  const draw = () =>
    replace(fields, asking.kind === "vehicle" ? vehicleFields(asking) : personFields(asking));
  draw();
  return [kindChoice(asking, draw), fields];
}

function kindChoice(asking, draw) {
  const option = (kind, label, name) => {
    const onchange = () => {
      asking.kind = kind;
      draw();
    };
    const input = h("input", {
      type: "radio",
      name: "ask-kind",
      value: kind,
      checked: asking.kind === kind,
      onchange,
    });
    return h("label.choice", input, h("span.choice__label", icon(name), label));
  };
  return h(
    "fieldset.field",
    h("legend.field__label", "About"),
    h(
      "div.choices.choices--inline",
      option("vehicle", "Vehicle", "car"),
      option("person", "Person", "person"),
    ),
  );
}

/** A labelled line of text that writes asking.values[name]. */
export function textField(asking, { name, label, help, kind = "", ...rest }) {
  const id = `ask-${name}`;
  const control = h("input", {
    id,
    class: `input ${kind}`,
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    value: asking.values[name] ?? "",
    "aria-describedby": help ? `${id}-help` : null,
    oninput: () => (asking.values[name] = control.value),
    ...rest,
  });
  return h(
    "div.field",
    h("label.field__label", { for: id }, label),
    help && h("p.field__help", { id: `${id}-help` }, help),
    control,
  );
}

function vehicleFields(asking) {
  const known = subjectsOf(asking.last?.body).filter(({ vrm }) => vrm);
  return [
    offers(asking, known),
    textField(asking, {
      name: "vrm",
      label: "Registration",
      kind: "input--plate",
      autocapitalize: "characters",
      maxlength: "11",
    }),
  ];
}

function personFields(asking) {
  const known = subjectsOf(asking.last?.body).filter(({ surname }) => surname);
  return [
    offers(asking, known),
    textField(asking, { name: "surname", label: "Surname", autocapitalize: "words" }),
    textField(asking, { name: "given_names", label: "Given names", autocapitalize: "words" }),
    textField(asking, { name: "dob", label: "Date of birth", type: "date", kind: "input--date" }),
  ];
}

function offers(asking, subjects) {
  if (!subjects.length) return null;
  const fill = (subject) => () => {
    Object.assign(asking.values, subject);
    for (const [name, value] of Object.entries(subject)) {
      const control = document.getElementById(`ask-${name}`);
      if (control) control.value = value;
    }
  };
  const words = ({ vrm, surname, given_names: given }) =>
    vrm ?? [given, surname].filter(Boolean).join(" ");
  return h(
    "div.offers",
    h("p.hint", "From your last entry:"),
    subjects.map((subject) =>
      h("button.button.button--quiet", { type: "button", onclick: fill(subject) }, words(subject)),
    ),
  );
}

/** People and vehicles an entry speaks of: [{surname, given_names, dob} or {vrm}]. */
function subjectsOf(body = {}) {
  const pick = (from, names) =>
    Object.fromEntries(names.filter((name) => from[name]).map((name) => [name, from[name]]));
  const people = [body, ...(body.persons ?? [])].map((one) =>
    pick(one, ["surname", "given_names", "dob"]),
  );
  const vehicles = [body, ...(body.vehicles ?? [])].map((one) => pick(one, ["vrm"]));
  return [...people, ...vehicles].filter((subject) => subject.surname || subject.vrm);
}

/** The criteria as the systems take them, or undefined when there is nothing to ask about. */
export function criteriaOf({ kind, values }) {
  const names = kind === "vehicle" ? ["vrm"] : ["surname", "given_names", "dob"];
  const filled = names
    .map((name) => [name, (values[name] ?? "").trim()])
    .filter(([, value]) => value);
  const criteria = Object.fromEntries(filled);
  if (criteria.vrm) criteria.vrm = criteria.vrm.toUpperCase().replace(/\s+/g, "");
  return criteria.vrm || criteria.surname ? criteria : undefined;
}
