// All that the first screen can do without, and that is fetched while it is being looked at: every
// other screen, and what goes on behind them.

import * as going from "fieldbook/behind";
import { SCREENS as all } from "fieldbook/screens";

export const behind = going;
export const SCREENS = all;
