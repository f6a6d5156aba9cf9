import { anyOtherHost, MOST_COMPARED, unusedLetter, witness } from "../eval/targets.ts";
import { ClientDecider } from "./client-decisions.ts";
import type { Survey } from "./columns.ts";
import { ANY_OTHER, type EachTarget, type InDoubt, type Visit } from "./decision.ts";
import { HostBlocks } from "./host-blocks.ts";
import { blockOf, isNegated } from "./names.ts";

/** The targets of ssh_config: names, wildcard patterns by a name that fits them, and "*" for any other host. */
export function clientTargetsOf(survey: Survey): EachTarget {
  const decider = new ClientDecider(survey, survey.contest);
  return (visit, isWanted) => eachClientTarget(survey, decider, visit, isWanted);
}

function eachClientTarget(
  survey: Survey,
  decider: ClientDecider,
  visit: Visit,
  isWanted?: (name: number) => boolean,
): void {
  const { names } = survey;
  const isUsed = (letter: string): boolean => survey.hasByte(letter.charCodeAt(0));
  const filler = unusedLetter(isUsed);
  const fillerByte = filler.charCodeAt(0);
  // Of very many each host is made in the first way that comes to mind (eval/targets.ts), and no string is.
  const areMany = names.wild.length > MOST_COMPARED && survey.headings > MOST_COMPARED && !isUsed(filler);
  const wild = areMany ? [] : names.wild.map((name) => names.textOf(name));
  const inDoubt = decider.asking === null ? null : knownDoubts(survey);
  let name = 0;
  const nameOf = (): string => (name === ANY_OTHER ? "*" : names.textOf(name));
  const star = names.find("*");
  const decideNow = (isWild: boolean): void => {
    if (name === ANY_OTHER) decider.forHost(areMany ? filler.repeat(9) : anyOtherHost(filler, wild), star);
    else if (!isWild) decider.forName(name);
    else if (areMany) decider.forPattern(name, fillerByte);
    else decider.forHost(witness(names.textOf(name), filler, wild, isReachedIn(survey, name)), name);
  };
  const visitNow = (isWild: boolean): void => {
    const known = inDoubt?.get(name);
    if (known === undefined) decideNow(isWild);
    const doubtful = inDoubt === null ? null : (known ?? decider.doubtful(nameOf));
    if (doubtful !== null) inDoubt?.set(name, doubtful);
    visit(decider.decision, nameOf, doubtful);
  };
  let wildAt = 0;
  for (; name < names.count; name++) {
    const isWild = names.wild[wildAt] === name;
    if (isWild) wildAt++;
    if (name !== star && (isWanted === undefined || isWanted(name))) visitNow(isWild);
  }
  name = ANY_OTHER;
  if (isWanted === undefined || isWanted(name)) visitNow(false);
}

const doubts = new WeakMap<Survey, Map<number, InDoubt>>();

/** Targets in doubt by their names' numbers; found out once, since it takes many readings. */
function knownDoubts(survey: Survey): Map<number, InDoubt> {
  const known = doubts.get(survey) ?? new Map<number, InDoubt>();
  doubts.set(survey, known);
  return known;
}

/** The targets in doubt by their names' numbers, in the order of `eachTarget`, once a census was taken. */
export function targetsInDoubt(survey: Survey): (readonly [name: number, doubt: InDoubt])[] {
  const found = [...(doubts.get(survey) ?? [])];
  return found.sort(([one], [other]) => rank(one) - rank(other));
}

const rank = (name: number): number => (name === ANY_OTHER ? Number.POSITIVE_INFINITY : name);

/** Whether a Host line with this very pattern takes a host. */
function isReachedIn(survey: Survey, pattern: number): (host: string) => boolean {
  if (survey.headings > MOST_COMPARED) return isAlwaysReached;
  const { names } = survey;
  const mentions: number[] = [];
  const count = names.mentionsOf(pattern, mentions);
  const meant = new Set(mentions.slice(0, count).flatMap((one) => (isNegated(one) ? [] : [blockOf(one)])));
  const blocks: number[] = [];
  const hostBlocks = new HostBlocks(names, null);
  return (host) => {
    const held = hostBlocks.ofHost(host, blocks);
    return blocks.slice(0, held).some((block) => meant.has(block));
  };
}

const isAlwaysReached = (): boolean => true;
