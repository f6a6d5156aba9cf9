import { autosshBlind } from "./autossh-blind.ts";
import { autosshForwardLost } from "./autossh-forward-lost.ts";
import { autosshGivesUp } from "./autossh-gives-up.ts";
import { autosshLateRestart } from "./autossh-late-restart.ts";
import { configOverwritten } from "./config-overwritten.ts";
import { controlPersistLost } from "./control-persist-lost.ts";
import { moshNetworkTimeout } from "./mosh-network-timeout.ts";
import { moshStartOnly } from "./mosh-start-only.ts";
import { optionAsControlPath } from "./option-as-control-path.ts";
import { provisionerKeepalive } from "./provisioner-keepalive.ts";
import { refusedOption } from "./refused-option.ts";
import { repeatedOption } from "./repeated-option.ts";
import type { Rule } from "./rule.ts";
import { sshArgsUnused } from "./ssh-args-unused.ts";
import { sshfsReconnectBlind } from "./sshfs-reconnect-blind.ts";
import { storedRules } from "./stored-rules.ts";

/** The rules that put the remarks of other systems' readers into words. */
export const remarkRules: readonly Rule[] = [
  refusedOption,
  optionAsControlPath,
  autosshBlind,
  sshfsReconnectBlind,
  sshArgsUnused,
  controlPersistLost,
  repeatedOption,
  autosshForwardLost,
  autosshLateRestart,
  autosshGivesUp,
  moshStartOnly,
  moshNetworkTimeout,
  configOverwritten,
  provisionerKeepalive,
  ...storedRules,
];
