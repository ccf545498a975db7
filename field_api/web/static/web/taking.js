// Photos, recordings and files on a form: taken or picked, hashed at once, shown, and removed again
// before the entry is signed.

import { choose } from "fieldbook/dialogs";
import { h, replace } from "fieldbook/dom";
import * as files from "fieldbook/files";
import { player, recorder } from "fieldbook/listening";
import { button } from "fieldbook/parts";
import { lengthWords } from "fieldbook/recording";
import { recover } from "fieldbook/takes";
import { picture } from "fieldbook/thumbnails";
import { t } from "fieldbook/words";

const ANY = "image/*,audio/*,application/pdf";

/** {node, settled(), abandon()} for a draft. settled ends a recording, and waits for what is still
 *  being read and kept; abandon throws a recording away. `signal` says that the screen was left. */
export async function picker(draft, { changed, signal }) {
  const list = h("ul.files");
  const working = new Set();
  const photo = input({ accept: "image/*", capture: "environment" });
  const file = input({ accept: ANY, multiple: true });
  const sound = recorder(draft, { kept: redrawn, signal });
  await recover(draft).catch(notKept);
  await draw();
  const node = h(
    "section.card",
    { "aria-labelledby": "files-title" },
    h("h2", { id: "files-title" }, t("Photos and files")),
    list,
    h(
      "div.files__add",
      photo,
      button(t("Take photo"), () => photo.click(), { kind: "button--quiet", iconName: "photo" }),
      file,
      button(t("Add photo or file"), () => file.click(), { kind: "button--quiet", iconName: "clip" }),
      sound.node,
    ),
  );
  return { node, settled, abandon: sound.abandon };

  async function settled() {
    await sound.stop();
    await Promise.allSettled([...working]);
  }

  async function redrawn() {
    await draw();
    changed();
  }

  function input(wanted) {
    const label = wanted.capture ? t("Camera") : t("Photo or file");
    const hidden = { "aria-label": label, hidden: true, onchange: picked };
    return h("input", { type: "file", ...wanted, ...hidden });
  }

  function picked({ target }) {
    const some = [...target.files];
    target.value = ""; // the same one may be picked again
    const work = keepAll(some);
    working.add(work);
    work.finally(() => working.delete(work));
  }

  async function keepAll(some) {
    try {
      for (const one of some) await files.add(draft, one);
    } catch (error) {
      void notKept(error);
    }
    await redrawn();
  }

  async function draw() {
    const mine = await files.ofDraft(draft);
    const carried = (draft.carried ?? []).map((one) => carriedRow(one));
    replace(list, carried, mine.map(ownRow));
    list.hidden = !list.hasChildNodes();
  }

  function carriedRow(one) {
    const leaveOut = async () => {
      draft.carried = draft.carried.filter(({ id }) => id !== one.id);
      changed();
      await draw();
    };
    return row(one, t("Sent before"), [t("Leave out"), leaveOut]);
  }

  function ownRow(one) {
    const remove = async () => {
      await files.drop(one.id);
      await redrawn();
    };
    return row(one, [lengthOf(one), sizeOf(one), t("on this phone")].filter(Boolean).join(", "), [
      t("Remove"),
      remove,
    ]);
  }
}

function row(one, more, [word, act]) {
  const name = nameOf(one);
  const label = h("span.visually-hidden", ` ${name}`);
  return h(
    "li.file",
    picture(one),
    h(
      "span.file__text",
      h("span.file__name", name),
      h("span.file__more", more),
      one.type?.startsWith("audio/") && one.state && player({ ...one, name }),
    ),
    h("button.link.link--danger", { type: "button", onclick: act }, word, label),
  );
}

const notKept = (error) =>
  choose({
    title: t("Not kept"),
    body: [
      h("p", t("This phone could not keep the file. There may be no room left on it.")),
      h("p.hint", error.message),
    ],
    actions: [{ value: undefined, label: t("Go back"), primary: true }],
  });

/** "0:43", and where the phone ended it. */
function lengthOf({ seconds, cut }) {
  if (seconds === undefined) return "";
  return cut ? t("{length}, cut short", { length: lengthWords(seconds) }) : lengthWords(seconds);
}

/** What a file is called on the phone: its own name, or what it is. */
export const nameOf = ({ name, type = "" }) => name || kindOf(type);

/** "Photo", "Recording" or "File" */
export function kindOf(type = "") {
  if (type.startsWith("image/")) return t("Photo");
  return type.startsWith("audio/") ? t("Recording") : t("File");
}

/** "2.1 MB", as decimal as phones and bills count. */
export function sizeOf({ size }) {
  if (!Number.isFinite(size)) return "";
  if (size < 1_000_000) return `${Math.max(1, Math.round(size / 1000))} kB`;
  return `${(size / 1_000_000).toFixed(1)} MB`;
}
