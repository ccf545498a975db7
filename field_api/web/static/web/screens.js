// Every screen there is to go to, by its name in the address. All but signing in, which app.js draws
// before these are there.

import * as alerting from "fieldbook/alerting";
import * as ask from "fieldbook/ask";
import * as asked from "fieldbook/asked";
import * as duty from "fieldbook/duty";
import * as entry from "fieldbook/entry";
import * as map from "fieldbook/map";
import * as fresh from "fieldbook/new";
import * as phone from "fieldbook/phone";
import * as question from "fieldbook/question";
import * as reviewing from "fieldbook/reviewing";
import * as saved from "fieldbook/saved";
import * as settle from "fieldbook/settle";
import * as tasking from "fieldbook/tasking";
import * as unsent from "fieldbook/unsent";
import * as work from "fieldbook/work";
import * as write from "fieldbook/write";

export const SCREENS = {
  new: fresh,
  write,
  saved,
  work,
  entry,
  review: reviewing,
  settle,
  duty,
  outbox: unsent,
  ask,
  asked,
  question,
  phone,
  alerts: alerting,
  map,
  tasks: tasking,
};
