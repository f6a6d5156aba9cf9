// What the Match lines of plain roots ask, beyond names: a bundle of its own, since most files have none.
export { AlikeHosts } from "./alike.ts";
export { mayBeAskedAgain } from "./asked-again.ts";
export { AskedValues } from "./asked-values.ts";
export { Asking } from "./asking.ts";
export { blockLanesOf } from "./block-lanes.ts";
export { DoubtfulHost } from "./doubtful-hosts.ts";
export { askedInDoubt } from "./doubts.ts";
export { readMatchLine, testOf } from "./match-lines.ts";
export { lastAsking, neededColumns } from "./needed-columns.ts";
export { PlainMatch, plainCriteria } from "./plain-match.ts";
export { unranked } from "./ranks.ts";
export { targetsByConnection } from "./server-decisions.ts";
