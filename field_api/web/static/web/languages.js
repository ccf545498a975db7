// The languages Fieldbook speaks, each by its own name, for whoever cannot read the present one.

import { h } from "fieldbook/dom";
import { choose, language, languages } from "fieldbook/words";

/** A line of buttons, one for each other language. */
export const otherLanguages = () =>
  h(
    "p.row",
    languages
      .filter(([code]) => code !== language)
      .map(([code, name]) =>
        h("button.button.button--quiet", { type: "button", lang: code, onclick: () => choose(code) }, name),
      ),
  );
