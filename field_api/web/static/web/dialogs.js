// Asking the officer before something that cannot be taken back.

import { freshId, h } from "fieldbook/dom";

/** Shows a dialog; gives the value of the action chosen, or undefined when it was closed.
 *  actions: [{value, label, primary?, danger?}]; the first is offered first. */
export function choose({ title, body = [], actions }) {
  const id = freshId("dialog");
  return new Promise((resolve) => {
    let chosen;
    const pick = (value) => () => {
      chosen = value;
      dialog.close();
    };
    const buttons = actions.map(({ value, label, primary, danger }) => {
      const tone = danger ? "button--danger" : primary ? "" : "button--quiet";
      return h("button", { class: `button ${tone}`, type: "button", onclick: pick(value) }, label);
    });
    const heading = h("h2", { id, tabindex: "-1", autofocus: true }, title);
    const dialog = h(
      "dialog.dialog",
      { "aria-labelledby": id },
      heading,
      body,
      h("div.dialog__actions", buttons),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(chosen);
    });
    // A change of screen (the browser's Back) must not leave the question standing over it.
    addEventListener("hashchange", () => dialog.close(), { once: true });
    document.body.append(dialog);
    dialog.showModal();
  });
}
