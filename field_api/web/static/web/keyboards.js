// Which keyboard a phone shows for a field, and what it may do to the words: a registration mark
// wants capitals and nothing put right, a surname no spelling, a narrative sentences and dictation.

const EXACT = { autocapitalize: "none", autocorrect: "off", spellcheck: "false" };
const CAPITALS = { ...EXACT, autocapitalize: "characters" };
const FIGURES = { ...EXACT, inputmode: "numeric" };
const NAMES = { autocapitalize: "words", autocorrect: "off", spellcheck: "false" };

const BY_IDENTIFIER = {
  phone: { ...EXACT, inputmode: "tel" },
  email: { ...EXACT, inputmode: "email" },
  url: { ...EXACT, inputmode: "url" },
  ...every(EXACT, "handle wallet ip-address what3words"),
  ...every(FIGURES, "imei nhs-number sort-code account-number"),
  ...every(
    CAPITALS,
    "vrm vin pnc-id cro asn nino driver-number passport postcode grid-reference collar-number",
  ),
};
const BY_ATTRIBUTE = every(NAMES, "surname given_names alias address make model");
const SENTENCES = { autocapitalize: "sentences", spellcheck: "true" };

/** Attributes of the control of one line, for the field at a pointer. */
export function lineKeyboard(spec, pointer) {
  const attribute = spec["x-entity"]?.attribute ?? pointer.split("/").at(-1);
  const own = BY_IDENTIFIER[spec["x-identifier"]] ?? BY_ATTRIBUTE[attribute];
  return { autocapitalize: "sentences", enterkeyhint: "next", ...own };
}

/** Attributes of a control of many lines: Enter begins a new one. */
export const textKeyboard = { ...SENTENCES, enterkeyhint: "enter" };

function every(keyboard, names) {
  return Object.fromEntries(names.split(" ").map((name) => [name, keyboard]));
}

const LINES = "input, select, textarea";

/** Listener of a form: the key that says "next" goes to the next field and signs nothing. */
export function onward(event) {
  const { key, target, isComposing, defaultPrevented, currentTarget } = event;
  if (key !== "Enter" || isComposing || defaultPrevented || !target.matches("input.input")) return;
  event.preventDefault();
  const fields = [...currentTarget.querySelectorAll(LINES)].filter((one) => one.checkVisibility());
  fields[fields.indexOf(target) + 1]?.focus();
}
