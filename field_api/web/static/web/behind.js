// What goes on behind every screen: the line at the top, alerts, sending and fetching, forgetting what
// is old, keeping the shell.

import * as alertbar from "fieldbook/alertbar";
import * as erased from "fieldbook/erased";
import * as files from "fieldbook/files";
import * as known from "fieldbook/known";
import * as lent from "fieldbook/lent";
import { keepShell } from "fieldbook/newer";
import * as outbox from "fieldbook/outbox";
import * as questions from "fieldbook/questions";
import * as reviews from "fieldbook/reviews";
import * as situated from "fieldbook/situated";
import * as sync from "fieldbook/sync";
import * as todo from "fieldbook/todo";
import * as topbar from "fieldbook/topbar";
import * as watched from "fieldbook/watched";

/** Begins, for as long as the page lives. */
export async function start() {
  await topbar.start();
  void alertbar.start();
  watched.start();
  void sync.start();
  keepShell().catch(() => {}); // refused by the browser: all works but opening without a signal
}

/** Somebody's vault is open. */
export async function unlocked() {
  await lent.forgetOld();
  await situated.forgetOld();
  const old = [files, known, outbox, questions, reviews, todo, watched].map((store) => store.forgetOld());
  await Promise.all([...old, erased.forgetAll()]);
  void sync.wake();
}

/** The tabs were drawn anew, without the count that stands at one of them. */
export const tabsDrawn = () => alertbar.fillCount();

/** Sends and fetches now. */
export const wake = () => void sync.wake();
