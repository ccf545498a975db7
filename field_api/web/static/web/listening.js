// The part of a form that records sound, and plays what was recorded on this phone.

import { choose } from "fieldbook/dialogs";
import { h, replace } from "fieldbook/dom";
import * as files from "fieldbook/files";
import { button } from "fieldbook/parts";
import { failure, lengthWords, record } from "fieldbook/recording";
import { t } from "fieldbook/words";

const TICK = 500;

/** {node, stop(), abandon()}: a button, and while it records what is said of that. `kept` is told
 *  when a file came of it; `signal` says that the screen was left, which ends and keeps it. */
export function recorder(draft, { kept, signal }) {
  const node = h("div.recorder");
  let going;
  signal?.addEventListener("abort", () => void stop());
  idle();
  return { node, stop, abandon };

  function idle(problem) {
    const start = button(t("Record sound"), begin, { kind: "button--quiet", iconName: "mic" });
    replace(node, start, problem && h("p.field__problem", { role: "alert" }, problem));
  }

  async function begin({ currentTarget }) {
    currentTarget.disabled = true; // asked once: the browser may put a question of its own
    try {
      going = await record(draft);
    } catch (error) {
      return idle(failure(error));
    }
    if (signal?.aborted) return stop();
    draw();
    return follow(going);
  }

  /** However it ends: by the button, or by the phone. */
  async function follow({ ended }) {
    try {
      await ended;
      idle();
    } catch (error) {
      idle(failure(error));
    }
    going = undefined;
    await kept();
  }

  function draw() {
    const { seconds } = going;
    const time = h("span.recorder__time", { role: "timer" }, lengthWords(0));
    const ticking = setInterval(() => {
      if (!time.isConnected) return clearInterval(ticking);
      time.textContent = lengthWords(seconds());
    }, TICK);
    replace(
      node,
      h(
        "div.recorder__on",
        h("p.recorder__state", { role: "status" }, h("span.recorder__dot"), t("Recording")),
        time,
        button(t("Stop and keep"), stop, { iconName: "stop" }),
        button(t("Throw away"), discard, { kind: "button--text-danger" }),
      ),
    );
    node.querySelector("button").focus();
  }

  function stop() {
    return going?.stop().catch(() => {}); // `follow` says what went wrong
  }

  async function discard() {
    const sure = await choose({
      title: t("Throw this recording away?"),
      body: h("p", t("It goes on while you decide. It cannot be brought back.")),
      actions: [
        { value: "yes", label: t("Throw away"), danger: true },
        { value: undefined, label: t("Go on recording") },
      ],
    });
    if (sure === "yes") await abandon();
  }

  function abandon() {
    return going?.discard().catch(() => {});
  }
}

/** A recording that is on this phone, to be heard: a button that becomes a player. */
export function player(file) {
  const place = h("span.file__play");
  const label = h("span.visually-hidden", ` ${file.name}`);
  const listen = h("button.link", { type: "button", onclick: play }, t("Listen"), label);
  return replace(place, listen);

  async function play() {
    const blob = await files.content(file);
    if (!blob) return;
    const url = URL.createObjectURL(blob);
    const audio = h("audio", { controls: true, src: url, "aria-label": file.name });
    replace(place, audio);
    void audio.play().catch(() => {}); // the controls are there
  }
}
