// Recording sound. What is being recorded is said as long as it lasts, and nothing of it is lost but
// the last seconds, whatever ends it: the button, a call, a change of screen, a flat battery.

import { now } from "fieldbook/clock";
import { hold } from "fieldbook/hands";
import { stir } from "fieldbook/locking";
import * as pieces from "fieldbook/pieces";
import * as takes from "fieldbook/takes";
import { t } from "fieldbook/words";

const TYPES = ["audio/webm", "audio/mp4", "audio/ogg"];
const FAILED = {
  NotAllowedError: t(
    "This phone may not use its microphone. Allow it in the browser’s settings for this page, or write down what is said.",
  ),
  NotFoundError: t("This phone has no microphone that can be used here."),
  NotReadableError: t("Another app is using the microphone. Close it and try again."),
};
const NO_RECORDER = t("This browser cannot record sound. Record with the phone and add the file.");

/** What to say to an officer whose recording could not begin. */
export const failure = ({ name, message }) => FAILED[name] ?? message;

/** Begins to record for a draft: {seconds(), stop(), discard(), ended}. `stop` and `ended` give the
 *  file that it became. Throws what `failure` has words for. */
export async function record(draft) {
  const type = TYPES.find((one) => globalThis.MediaRecorder?.isTypeSupported(one));
  if (!type || !navigator.mediaDevices) throw new Error(NO_RECORDER);
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const take = await takes.begin(draft, type, now());
  const machine = new MediaRecorder(stream, { mimeType: type });
  const began = performance.now();
  const seconds = () => Math.floor((performance.now() - began) / 1000);
  let wanted = true;
  const ended = takes.alone(take, async () => {
    const length = await recorded(machine, take, seconds);
    for (const track of stream.getTracks()) track.stop();
    if (wanted) return takes.settle(draft, take, () => ({ seconds: length }));
    return takes.forget(draft, take);
  });
  const letGo = [stayAwake(), hold()];
  void ended.finally(() => letGo.forEach((end) => void end())).catch(() => {});
  return { seconds, ended, stop, discard };

  function stop() {
    if (machine.state !== "inactive") machine.stop();
    return ended;
  }

  function discard() {
    wanted = false;
    return stop();
  }
}

/** Records until the machine is stopped, or stops; the length in seconds when all is on the disk. */
async function recorded(machine, take, seconds) {
  let keeping = Promise.resolve();
  let count = 0;
  machine.addEventListener("dataavailable", ({ data }) => {
    if (data.size === 0) return;
    const number = count++;
    stir(); // whoever lays the phone down to record has not left it
    keeping = keeping.then(() => pieces.keep(take, number, data));
    keeping.catch(() => machine.state !== "inactive" && machine.stop()); // no room: what there is stays
  });
  const stopped = new Promise((resolve) => machine.addEventListener("stop", resolve));
  machine.start(takes.PIECE);
  await stopped;
  const length = seconds();
  await keeping.catch(() => {});
  return length;
}

/** A phone that goes to sleep would end the recording. Gives how to let it. */
function stayAwake() {
  const asked = navigator.wakeLock?.request("screen").catch(() => undefined);
  return async () => (await asked)?.release();
}

/** "0:07", "12:40" */
export const lengthWords = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
