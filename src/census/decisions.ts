import { anyOtherHost, isReachedBy, MOST_COMPARED, unusedLetter, witness } from "../eval/targets.ts";
import { PatternIndex } from "../openssh/pattern-index.ts";
import { matchHostLine } from "../openssh/patterns.ts";
import { type Decided, everyDecided, INTERVAL, type Patterned, PROXY, TCP_KEEP_ALIVE, UNSET } from "./blocks.ts";
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

/** Up to so many blocks with patterns are gone through for every name; more are looked up. */
const FEW_PATTERNED = 8;

/** Which of the blocks with patterns may concern a host, in reading order. */
export type PatternedFor = (host: Label) => readonly number[];

const lookups = new WeakMap<Survey, PatternedFor>();

/** By number in `patterned`; the same for every question about a file. */
export function patternedFor(survey: Survey): PatternedFor {
  const { patterned } = survey;
  if (patterned.length <= FEW_PATTERNED) {
    const all = patterned.map((_, at) => at);
    return () => all;
  }
  const lookup = lookups.get(survey) ?? lookupIn(patterned);
  lookups.set(survey, lookup);
  return lookup;
}

function lookupIn(patterned: readonly Patterned[]): PatternedFor {
  const index = new PatternIndex();
  for (const [at, { patterns }] of patterned.entries()) {
    for (const { negated, text } of patterns) if (!negated) index.add(text, at);
  }
  return (host) => index.candidates(host());
}

const nobody: Patterned = { block: UNSET, patterns: [], starts: [] };

const isForAll = (patterns: Patterned["patterns"]): boolean =>
  patterns.length === 1 && patterns[0]?.text === "*" && !patterns[0].negated;

/** Decides for one host of ssh_config after another. */
export interface ClientDecider {
  /** Of the host that was asked about last. */
  readonly decision: Decision;
  readonly forName: (name: number) => void;
  readonly forHost: (host: string) => void;
}

export function clientDecider(survey: Survey): ClientDecider {
  const { names, patterned } = survey;
  const decision = noDecision();
  const own: number[] = [];
  const candidates = patternedFor(survey);
  const decideFor = (ownCount: number, host: Label): void => {
    decision.fill(UNSET);
    decideAll(survey, decision, 0);
    let ownAt = 0;
    for (const at of candidates(host)) {
      const { block, patterns } = patterned[at] ?? nobody;
      for (; ownAt < ownCount && (own[ownAt] ?? 0) < block; ownAt++) decideAll(survey, decision, own[ownAt] ?? 0);
      if (own[ownAt] === block) ownAt++;
      if (isForAll(patterns) || matchHostLine(host(), patterns)) decideAll(survey, decision, block);
    }
    for (; ownAt < ownCount; ownAt++) decideAll(survey, decision, own[ownAt] ?? 0);
  };
  return {
    decision,
    forName: (name) => decideFor(names.blocksOf(name, own), () => names.textOf(name)),
    forHost: (host) => decideFor(0, () => host),
  };
}

/** The targets of ssh_config: names, wildcard patterns by a name that fits them, and "*" for any other host. */
export function clientTargetsOf(survey: Survey): EachTarget {
  const { names } = survey;
  const { decision, forName, forHost } = clientDecider(survey);
  return (visit) => {
    let name = 0;
    const nameOf = (): string => names.textOf(name);
    const visitNamesBefore = (offset: number): void => {
      for (; name < names.count && (names.starts[name] ?? 0) < offset; name++) {
        forName(name);
        visit(decision, nameOf);
      }
    };
    for (const { label, host, start } of wildTargets(survey)) {
      visitNamesBefore(start);
      forHost(host);
      visit(decision, () => label);
    }
  };
}

/** Wildcard patterns in reading order, and any other host behind everybody. */
function wildTargets({ patterned, hasByte, blocks }: Survey) {
  const lists = patterned.map(({ patterns }) => patterns);
  const first = firstPlaces(patterned);
  const wild = [...first.keys()];
  const filler = unusedLetter((letter) => hasByte(letter.charCodeAt(0)));
  const isReached = (pattern: string) => (name: string) =>
    blocks.count - 1 > MOST_COMPARED || lists.some((patterns) => isReachedBy(name, pattern, patterns));
  const named = [...first].filter(([pattern]) => pattern !== "*");
  return [
    ...named.map(([label, start]) => ({ label, start, host: witness(label, filler, wild, isReached(label)) })),
    { label: "*", start: Number.POSITIVE_INFINITY, host: anyOtherHost(filler, wild) },
  ];
}

/** Each distinct pattern with a wildcard, and where it stands first. */
function firstPlaces(patterned: readonly Patterned[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { patterns, starts } of patterned) {
    for (const [at, { literal, text }] of patterns.entries()) {
      if (!literal && !first.has(text)) first.set(text, starts[at] ?? 0);
    }
  }
  return first;
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
