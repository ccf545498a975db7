// One question and what comes back, system by system, as it comes.

import { NoAnswer } from "fieldbook/api";
import { age, ago, at } from "fieldbook/clock";
import { clusters, legs, standing, summaryOf, warnings } from "fieldbook/answers";
import { h } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { back, button, chip, panel } from "fieldbook/parts";
import * as questions from "fieldbook/questions";
import * as sync from "fieldbook/sync";
import * as verify from "fieldbook/verify";

export const title = "Answers";
export const live = ["docs", "questions"];

const PAUSE = 4_000;

/** Sends the question if it was not heard yet, then follows its answers while somebody looks. */
export async function enter({ session, id, signal }) {
  while (!signal.aborted) {
    try {
      await follow(session, id, signal);
      const question = await questions.one(session, id);
      if (question?.unverified !== session.token) return undefined;
    } catch (error) {
      if (!signal.aborted) void sync.wake(); // it meets the same obstacle and says so at the top
      if (!(error instanceof NoAnswer)) return undefined;
    }
    await pause(PAUSE * (0.5 + Math.random()));
  }
  return undefined;
}

async function follow(session, id, signal) {
  if ((await questions.one(session, id))?.unheard === "waiting") await questions.sendWaiting(session);
  const question = await questions.one(session, id);
  if (question?.legs && !question.complete) await questions.follow(session, id, signal);
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export async function show({ session, id, go }) {
  const question = await questions.one(session, id);
  if (!question)
    return [
      back("#/ask", "Ask"),
      h("h1", "Not on this phone"),
      h("p", "Answers are kept on the phone for one shift."),
    ];
  return [
    back("#/ask", "Ask"),
    question.legs && warnings(question),
    h("h1", icon(question.kind === "vehicle" ? "car" : "person"), summaryOf(question)),
    h(
      "p.under-title",
      chip(standing(question)),
      h("span", `${at(question.asked_at)}, ${ago(question.asked_at)}`),
    ),
    question.legs ? answered(question) : unheard(question, session, go),
    h("p.hint", `Asked for: ${question.purpose}`),
  ];
}

const answered = (question) => [legs(question), clusters(question)];

function unheard({ id, unheard: state, asked_at: asked, problem, unverified }, session, go) {
  if (unverified && unverified === session.token) {
    return verify.ask(session, () => questions.verified().then(sync.wake));
  }
  const drop = () => questions.giveUp(id).then(() => go("#/ask"));
  if (state === "refused") {
    return panel(
      "bad",
      "This question was not taken",
      h("p", problem),
      button("Remove it", drop, { kind: "button--quiet" }),
    );
  }
  return panel(
    "wait",
    "Not asked yet",
    h(
      "p",
      `No system has heard this question yet. It is ${age(asked)} old and goes out by itself`,
      " when there is a signal.",
    ),
    button("Do not ask it any more", drop, { kind: "button--quiet" }),
  );
}
