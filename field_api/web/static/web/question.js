// One question and what comes back, system by system, as it comes.

import { NoAnswer } from "fieldbook/api";
import { age, ago, at } from "fieldbook/clock";
import { clusters, legs, standing, summaryOf, warnings } from "fieldbook/answers";
import { beside } from "fieldbook/beside";
import { ABOUT } from "fieldbook/criteria";
import { h } from "fieldbook/dom";
import { icon } from "fieldbook/icons";
import { keeping } from "fieldbook/keeping";
import { fromThisPhone, thingsOf } from "fieldbook/onphone";
import { ofQuestion } from "fieldbook/onwatch";
import { back, button, chip, panel } from "fieldbook/parts";
import * as questions from "fieldbook/questions";
import * as sync from "fieldbook/sync";
import * as verify from "fieldbook/verify";
import { t } from "fieldbook/words";

export const title = t("Answers");
export const live = ["docs", "questions", "watched"];

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
      back("#/ask", t("Ask")),
      h("h1", t("Not on this phone")),
      h("p", t("Answers are kept on the phone for one shift.")),
    ];
  return [
    back("#/ask", t("Ask")),
    question.legs && warnings(question),
    await ofQuestion(session, thingsOf(question)),
    h("h1", icon(ABOUT[question.kind].icon), summaryOf(question)),
    h(
      "p.under-title",
      chip(standing(question)),
      h("span", `${at(question.asked_at)}, ${ago(question.asked_at)}`),
    ),
    !question.legs && unheard(question, session, go),
    !question.complete && (await fromThisPhone(session, question)),
    question.legs && answered(question, session),
    h("p.hint", t("Asked for: {purpose}", { purpose: question.purpose })),
  ];
}

function answered(question, session) {
  const acts = {
    say: (said) => questions.judge(session, question.id, said),
    takeBack: (judgement, why) => questions.takeBack(session, question.id, judgement, why),
  };
  return [
    legs(question),
    clusters(question, (one, every) => beside(one, every, acts)),
    question.complete && keeping((said) => questions.copied(session, question.id, said)),
  ];
}

function unheard({ id, unheard: state, asked_at: asked, problem, unverified }, session, go) {
  if (unverified && unverified === session.token) {
    return verify.ask(session, () => questions.verified().then(sync.wake));
  }
  const drop = () => questions.giveUp(id).then(() => go("#/ask"));
  const quiet = { kind: "button--quiet" };
  if (state === "refused")
    return panel("bad", t("This question was not taken"), h("p", problem), button(t("Remove it"), drop, quiet));
  if (state === "lapsed")
    return panel(
      "warn",
      t("Too old: it was not asked"),
      h("p", t("No system has heard this question. It is {age} old, and what it was asked for may be over.", { age: age(asked) })),
      button(t("Ask it now"), () => questions.askNow(id).then(() => go(`#/question/${id}`))),
      button(t("Remove it"), drop, quiet),
    );
  const until = at(questions.goodUntil({ asked_at: asked }));
  return panel(
    "wait",
    t("Not asked yet"),
    h(
      "p",
      t("No system has heard this question yet. It is {age} old and goes out by itself when there is a signal, until {until}.", { age: age(asked), until }),
    ),
    button(t("Do not ask it any more"), drop, quiet),
  );
}
