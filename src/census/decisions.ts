import { anyOtherHost, isReachedBy, MOST_COMPARED, unusedLetter, witness } from "../eval/targets.ts";
import { matchHostLine } from "../openssh/patterns.ts";
import { type Decided, everyDecided, INTERVAL, PROXY, TCP_KEEP_ALIVE, UNSET } from "./blocks.ts";
import type { Survey } from "./survey.ts";

/** Which block decides each thing for one target; UNSET: none. The same array for every target, filled anew. */
export type Decision = Int32Array;

/** A target's name, made only if somebody wants it. */
export type Label = () => string;

/** Hands every target of a lint to `visit`, literal names first. */
export type EachTarget = (visit: (decision: Decision, label: Label) => void) => void;

const noDecision = (): Decision => new Int32Array(everyDecided.length).fill(UNSET);

/** The first block that says something decides (readconf.c, servconf.c: "if (*activep && *intptr == -1)"). */
function decide(survey: Survey, decision: Decision, block: number, what: Decided): void {
  if (decision[what] === UNSET && survey.blocks.value(what, block) !== UNSET) decision[what] = block;
}

function decideAll(survey: Survey, decision: Decision, block: number): void {
  decide(survey, decision, block, INTERVAL);
  for (let what = INTERVAL + 1; what <= PROXY; what++) decide(survey, decision, block, what as Decided);
}

/** The targets of ssh_config: names, wildcard patterns by a name that fits them, and "*" for any other host. */
export function clientTargetsOf(survey: Survey): EachTarget {
  const { names, patterned } = survey;
  const decision = noDecision();
  const own: number[] = [];
  const forHost = (ownCount: number, host: Label): void => {
    decision.fill(UNSET);
    decideAll(survey, decision, 0);
    let ownAt = 0;
    for (const { block, patterns } of patterned) {
      for (; ownAt < ownCount && (own[ownAt] ?? 0) < block; ownAt++) decideAll(survey, decision, own[ownAt] ?? 0);
      if (own[ownAt] === block) ownAt++;
      const isForAll = patterns.length === 1 && patterns[0]?.text === "*" && !patterns[0].negated;
      if (isForAll || matchHostLine(host(), patterns)) decideAll(survey, decision, block);
    }
    for (; ownAt < ownCount; ownAt++) decideAll(survey, decision, own[ownAt] ?? 0);
  };
  return (visit) => {
    let name = 0;
    const nameOf = (): string => names.textOf(name);
    for (; name < names.count; name++) {
      forHost(names.blocksOf(name, own), nameOf);
      visit(decision, nameOf);
    }
    for (const { label, host } of wildTargets(survey)) {
      forHost(0, () => host);
      visit(decision, () => label);
    }
  };
}

function wildTargets({ patterned, bytes, blocks }: Survey): { readonly label: string; readonly host: string }[] {
  const lists = patterned.map(({ patterns }) => patterns);
  const wild = [...new Set(lists.flat().flatMap(({ literal, text }) => (literal ? [] : [text])))];
  const filler = unusedLetter((letter) => bytes[letter.charCodeAt(0)] === 1);
  const isReached = (pattern: string) => (name: string) =>
    blocks.count - 1 > MOST_COMPARED || lists.some((patterns) => isReachedBy(name, pattern, patterns));
  const named = wild.filter((pattern) => pattern !== "*");
  return [
    ...named.map((label) => ({ label, host: witness(label, filler, wild, isReached(label)) })),
    { label: "*", host: anyOtherHost(filler, wild) },
  ];
}

/** The targets of sshd_config: "*" for the global part, then each Match line as written. */
export function serverTargetsOf(survey: Survey): EachTarget {
  const { names } = survey;
  const decision = noDecision();
  const own: number[] = [];
  return (visit) => {
    decideAll(survey, decision.fill(UNSET), 0);
    visit(decision, () => "*");
    const labels = new Set(["*"]);
    for (let name = 0; name < names.count; name++) {
      const count = names.blocksOf(name, own);
      decision.fill(UNSET);
      // A Match block's value replaces the global one, but for TCPKeepAlive (servconf.c copy_set_server_options).
      for (let at = 0; at < count; at++) decideAll(survey, decision, own[at] ?? 0);
      decision[TCP_KEEP_ALIVE] = UNSET;
      decideAll(survey, decision, 0);
      for (let at = 0; at < count; at++) {
        const label = labelOf(survey, own[at] ?? 0);
        if (labels.has(label)) continue;
        labels.add(label);
        visit(decision, () => label);
      }
    }
  };
}

/** A Match line as written: keyword to last argument. */
function labelOf({ file, blocks }: Survey, block: number): string {
  const { text } = file.source;
  const start = blocks.heads[block] ?? 0;
  const newline = text.indexOf("\n", start);
  return text.slice(start, newline === -1 ? text.length : newline).replace(/[ \t\r\f]+$/, "");
}
