// What the Match lines of plain roots ask, beyond names: a bundle of its own, since most files have none.
export { AlikeHosts, mapped, ranked, unranked } from "./alike.ts";
export { mayBeAskedAgain } from "./asked-again.ts";
export { AskedValues } from "./asked-values.ts";
export { Asking } from "./asking.ts";
export { askedInDoubt, evaluatedInDoubt } from "./doubts.ts";
export { readMatchLine, testOf } from "./match-lines.ts";
export { PlainMatch, plainCriteria } from "./plain-match.ts";
export { targetsByConnection } from "./server-decisions.ts";
