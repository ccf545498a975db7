// A form tried at the desk: drawn, prefilled and checked by the handset's own modules. Nothing is
// kept; "Check" sends the answers once, to be told what the server would say.

import { h, replace } from "fieldbook/dom";
import { goTo, render } from "fieldbook/forms";
import { marking, panel } from "fieldbook/parts";
import { prefilled } from "fieldbook/prefill";
import { bodyToSign, isShown } from "fieldbook/schema";
import { t } from "fieldbook/words";

const { form, officer, body: written } = JSON.parse(document.getElementById("told").textContent);
const sheet = document.getElementById("sheet");
const asking = document.getElementById("asking");

const { body, origins } = written
  ? { body: written, origins: [] }
  : prefilled(form, { officer });
const drawn = render(form, { body, origins, changed: () => {} });

replace(
  sheet,
  marking(form.marking),
  form.files && panel("bad", t("No photos or files here"), h("p", t(form.files.instead))),
  drawn.node,
);
if (written) tell();

asking.addEventListener("submit", () => {
  asking.elements.body.value = JSON.stringify(bodyToSign(form.schema, body));
});

for (const link of document.querySelectorAll("[data-at]"))
  link.addEventListener("click", () => goTo(link.dataset.at));

/** What the handset says after signing: hints at the fields, and the forms that it offers. */
function tell() {
  drawn.check(true);
  const offered = (form.opens ?? []).filter(({ when }) =>
    isShown({ "x-show-when": when }, body, body),
  );
  const offers = offered.map(({ say }) => h("p", t(say)));
  if (offers.length) document.getElementById("offers").append(panel("info", t("Offered next"), offers));
}
