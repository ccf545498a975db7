// What a question is about: one box for whoever and whatever, read as it is typed, and the fields of
// the kind for those who would rather fill them in.

import { plainDate } from "fieldbook/clock";
import { h, replace } from "fieldbook/dom";
import { guess, KINDS } from "fieldbook/guessing";
import { icon } from "fieldbook/icons";
import { read } from "fieldbook/identifiers";
import { t } from "fieldbook/words";

/** Name, icon and fields of each kind. A field: [name, label, attributes]. */
export const ABOUT = {
  person: {
    label: t("Person"),
    icon: "person",
    fields: [
      ["surname", t("Surname"), { autocapitalize: "words" }],
      ["given_names", t("Given names"), { autocapitalize: "words" }],
      ["dob", t("Date of birth"), { type: "date", kind: "input--date" }],
    ],
  },
  vehicle: {
    label: t("Vehicle"),
    icon: "car",
    fields: [
      ["vrm", t("Registration"), { kind: "input--plate", autocapitalize: "characters", maxlength: "11" }],
    ],
  },
  driver: {
    label: t("Driver"),
    icon: "licence",
    fields: [
      ["number", t("Driver number"), { autocapitalize: "characters", maxlength: "20" }],
      ["surname", t("Surname"), { autocapitalize: "words" }],
      ["given_names", t("Given names"), { autocapitalize: "words" }],
      ["dob", t("Date of birth"), { type: "date", kind: "input--date" }],
      ["postcode", t("Postcode"), { autocapitalize: "characters" }],
    ],
  },
  place: {
    label: t("Place"),
    icon: "pin",
    fields: [
      ["address", t("Address"), { autocapitalize: "words" }],
      ["postcode", t("Postcode"), { autocapitalize: "characters" }],
    ],
  },
  phone: {
    label: t("Phone"),
    icon: "phone",
    fields: [["number", t("Telephone number"), { inputmode: "tel" }]],
  },
  online: {
    label: t("Online"),
    icon: "globe",
    fields: [
      ["handle", t("Name online"), { autocapitalize: "none" }],
      ["email", t("E-mail address"), { inputmode: "email", autocapitalize: "none" }],
      ["url", t("Web address"), { inputmode: "url", autocapitalize: "none" }],
    ],
  },
  property: {
    label: t("Property"),
    icon: "tag",
    fields: [
      ["serial", t("Serial number"), { autocapitalize: "characters" }],
      ["imei", t("IMEI"), { inputmode: "numeric" }],
      ["frame", t("Frame number"), { autocapitalize: "characters" }],
      ["description", t("What it is"), { autocapitalize: "sentences" }],
    ],
  },
};

// Each a set of terms of which all are needed; one set is enough.
const NEEDED = {
  person: [["surname"]],
  vehicle: [["vrm"]],
  driver: [["number"], ["surname", "given_names", "dob"]],
  phone: [["number"]],
  property: [["serial"], ["imei"], ["frame"]],
};

/** The box, what it is read as, and the choice of kind. asking: {kind, values, last} is written to;
 *  `byHand` says that the fields count and not the box. */
export function criteriaFields(asking) {
  const reading = h("div.asking__reading", { "aria-live": "polite" });
  const box = h("input.input.asking__box", {
    id: "ask-box",
    type: "text",
    autocomplete: "off",
    autocapitalize: "none",
    autocorrect: "off",
    spellcheck: "false",
    enterkeyhint: "search",
    value: asking.text ?? "",
    "aria-describedby": "ask-box-help",
    oninput: typed,
  });
  const kinds = KINDS.map(kindChoice);
  look();
  return [
    h("div.field", [
      h("label.field__label", { for: "ask-box" }, t("Ask about")),
      h("p.field__help", { id: "ask-box-help" }, t("A name, a registration, an address, a number, a name online, a serial number")),
      box,
    ]),
    offers(asking, (text) => {
      box.value = text;
      typed();
    }),
    h(
      "fieldset.field",
      h("legend.visually-hidden", t("About")),
      h("div.asking__kinds", kinds.map(({ node }) => node)),
    ),
    reading,
  ];

  function typed() {
    Object.assign(asking, { text: box.value, byHand: false });
    if (!box.value.trim()) asking.fixed = undefined;
    look();
  }

  /** Reads the box anew, as the kind that was tapped or as what it looks like. */
  function look() {
    if (!asking.byHand) {
      const found = guess(box.value, asking.fixed);
      Object.assign(asking, { kind: found?.kind ?? asking.fixed, criteria: found?.criteria });
    }
    for (const { control, kind } of kinds) control.checked = kind === asking.kind;
    replace(reading, asking.byHand ? fieldsOf(asking) : readAs());
  }

  function readAs() {
    if (!asking.criteria) return null;
    const parts = ABOUT[asking.kind].fields.filter(([name]) => asking.criteria[name]);
    const odd = oddity(asking);
    return [
      h("p.hint", t("Read as")),
      h("div.asking__parts", parts.map(([name, label]) => part(name, label)), swap()),
      odd && h("p.field__chosen", odd),
    ];
  }

  function part(name, label) {
    const value = asking.criteria[name];
    const words = name === "dob" ? plainDate(value) : value;
    return h(
      "button.asking__part",
      { type: "button", onclick: () => byHand(name) },
      h("span.asking__name", label),
      h("strong", shown(asking.kind, words)),
      h("span.visually-hidden", t("Change")),
    );
  }

  function swap() {
    const { surname, given_names: given } = asking.criteria;
    if (!surname || !given) return null;
    const swapped = () => {
      Object.assign(asking.criteria, { surname: given, given_names: surname });
      replace(reading, readAs());
    };
    return h("button.link", { type: "button", onclick: swapped }, t("Swap names"));
  }

  /** The fields take over, with what was read so far. */
  function byHand(name) {
    const { purpose, on_behalf_of } = asking.values;
    asking.values = { purpose, on_behalf_of, ...asking.criteria };
    asking.byHand = true;
    look();
    document.getElementById(`ask-${name}`)?.focus();
  }

  function kindChoice(kind) {
    const { label, icon: sign, fields } = ABOUT[kind];
    const control = h("input", { type: "radio", name: "ask-kind", value: kind, onchange: picked });
    const node = h("label.choice", control, h("span.choice__label", icon(sign), label));
    return { node, control, kind };

    /** With words in the box it is read as that; without, that kind's fields are filled in. */
    function picked() {
      Object.assign(asking, { kind, fixed: kind });
      if (box.value.trim()) {
        asking.byHand = false;
        return look();
      }
      asking.criteria = {};
      return byHand(fields[0][0]);
    }
  }
}

/** A mark as it stands on the plate. */
const shown = (kind, words) => (kind === "vehicle" ? read("vrm", words)?.shown ?? words : words);

/** What is odd about it, as under the field of a form; it can be asked all the same. */
function oddity({ kind, criteria }) {
  if (kind === "vehicle") return read("vrm", criteria.vrm)?.warnings[0];
  return kind === "phone" ? read("phone", criteria.number)?.warnings[0] : undefined;
}

const fieldsOf = (asking) =>
  ABOUT[asking.kind].fields.map(([name, label, more]) => textField(asking, { name, label, ...more }));

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

function offers(asking, fill) {
  const known = [...new Set(subjectsOf(asking.last?.body))].slice(0, 6);
  if (!known.length) return null;
  return h(
    "div.offers",
    h("p.hint", t("From your last entry:")),
    known.map((text) =>
      h("button.button.button--quiet", { type: "button", onclick: () => fill(text) }, text),
    ),
  );
}

/** People, vehicles, numbers and addresses an entry speaks of, as they would be typed. */
function subjectsOf(body = {}) {
  const every = [body, ...(body.persons ?? []), ...(body.vehicles ?? [])];
  const named = ({ surname, given_names: given, dob }) =>
    surname && [`${surname}${given ? `, ${given}` : ""}`, dob && plainDate(dob)].filter(Boolean).join(" ");
  return every.flatMap((one) => [named(one), one.vrm, one.phone, one.postcode, one.email]).filter(Boolean);
}

/** The criteria as the systems take them, or undefined when there is nothing to ask about. */
export function criteriaOf({ kind, values, byHand, criteria }) {
  if (!kind) return undefined;
  const given = byHand ? values : (criteria ?? {});
  const names = ABOUT[kind].fields.map(([name]) => name);
  const filled = names.map((name) => [name, (given[name] ?? "").trim()]).filter(([, value]) => value);
  const asked = Object.fromEntries(filled);
  if (asked.vrm) asked.vrm = asked.vrm.toUpperCase().replace(/\s+/g, "");
  if (kind === "driver" && asked.number) return { number: asked.number };
  const sets = NEEDED[kind] ?? names.map((name) => [name]);
  return sets.some((set) => set.every((name) => asked[name])) ? asked : undefined;
}
