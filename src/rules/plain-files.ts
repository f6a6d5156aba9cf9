import {
  type Decided,
  everySetting,
  INTERVAL,
  type Patterned,
  PROXY,
  TCP_KEEP_ALIVE,
  UNSET,
} from "../census/blocks.ts";
import { patternedFor } from "../census/decisions.ts";
import type { Survey } from "../census/survey.ts";
import { matchPattern } from "../openssh/patterns.ts";
import type { View } from "./rule.ts";

/**
 * True where nothing but `connectionRules` could have anything to say: every line is accepted and plainly written, nothing is
 * included or in doubt, and no keepalive line can stand in another's way. Most files are like that, and for them the other
 * rules need not even be loaded, which is a third of a short run. A test holds this against the rules themselves.
 */
export function isPlainFile({ policy, isTemplate, refusesRoot }: View, survey: Survey): boolean {
  if (isTemplate || refusesRoot !== null || policy.benchmark !== null) return false;
  return !maySitInWrongBlock(survey) && !mayBeShadowed(survey) && !mayMatterOnTheWay(survey);
}

/** A keepalive line of the last block that does not look like the block's, while everybody else has the default, may have been meant for all. */
function maySitInWrongBlock({ blocks, patterned, file }: Survey): boolean {
  const last = blocks.count - 1;
  const universal = [0, ...patterned.filter(isUniversal).map(({ block }) => block)];
  if (universal.includes(last)) return false;
  const { text } = file.source;
  return everySetting.some((setting) => {
    if (universal.some((block) => blocks.value(setting, block) !== UNSET)) return false;
    const isSaid = blocks.value(setting, last) !== UNSET;
    return isSaid && !looksLikePartOf(text, blocks.heads[last] ?? 0, blocks.places[setting]?.[last] ?? 0);
  });
}

/** Whether a line is indented more than its block's heading, or none between them is and no blank line sets them apart. */
function looksLikePartOf(text: string, heading: number, line: number): boolean {
  const startOf = (place: number): number => text.lastIndexOf("\n", place - 1) + 1;
  if (line - startOf(line) > heading - startOf(heading)) return true;
  const first = text.indexOf("\n", heading) + 1;
  return first === startOf(line) || !/^[ \t]|^\r?$/m.test(text.slice(first, startOf(line) - 1));
}

/**
 * Where connections are shared or lead through jump hosts, somebody without probes is news to the rules about that, and so is a
 * TCPKeepAlive line behind a proxy.
 */
function mayMatterOnTheWay(survey: Survey): boolean {
  const { reader, blocks, patterned } = survey;
  if (reader.side === "server") return false;
  const shares = survey.says("controlMaster");
  const says = (what: Decided, asked: (value: number) => boolean): boolean =>
    blocks.values[what]?.subarray(0, blocks.count).some(asked) === true;
  const proxied = says(PROXY, (value) => value === 1);
  if (!shares && !proxied) return false;
  const universal = [0, ...patterned.filter(isUniversal).map(({ block }) => block)];
  const forAll = universal.some((block) => (blocks.values[INTERVAL]?.[block] ?? UNSET) > 0);
  const someUnprobed = !forAll || says(INTERVAL, (value) => value === 0);
  if (shares && someUnprobed) return true;
  const someProbed = says(INTERVAL, (value) => value > 0);
  return proxied && ((someUnprobed && someProbed) || says(TCP_KEEP_ALIVE, (value) => value !== UNSET));
}

const isUniversal = ({ patterns }: Patterned): boolean =>
  patterns.some(({ text }) => text === "*") && patterns.every(({ negated }) => !negated);

/** A line can only be dead where an earlier one for the same setting may reach one of its hosts. */
function mayBeShadowed(survey: Survey): boolean {
  const isServer = survey.reader.side === "server";
  // The global part reaches every host; in sshd_config what a Match block says replaces it.
  if (!isServer && everySetting.some((setting) => isSaidAgain(survey, setting))) return true;
  return isAnyNameReachedTwice(survey) || (!isServer && isAnyPatternReached(survey));
}

function isSaidAgain({ blocks }: Survey, setting: number): boolean {
  const values = blocks.values[setting];
  if (values === undefined || values[0] === UNSET) return false;
  return values.subarray(1, blocks.count).some((value) => value !== UNSET);
}

function says({ blocks }: Survey, setting: number, block: number): boolean {
  return blocks.values[setting]?.[block] !== UNSET;
}

/** Goes through giant files. */
function isAnyNameReachedTwice(survey: Survey): boolean {
  const { names } = survey;
  const own: number[] = [];
  for (let name = 0; name < names.count; name++) {
    const count = names.blocksOf(name, own);
    if (count < 2) continue;
    const list = own.slice(0, count);
    if (everySetting.some((setting) => list.filter((block) => says(survey, setting, block)).length > 1)) return true;
  }
  return false;
}

/** Blocks with wildcards or exceptions that say something about keepalive: what a later one of their hosts gets is theirs. */
function isAnyPatternReached(survey: Survey): boolean {
  const speaking = survey.patterned.filter(({ block }) => everySetting.some((setting) => says(survey, setting, block)));
  const [first] = speaking;
  if (first === undefined) return false;
  // Only exceptions: the rule itself decides.
  if (speaking.some(({ patterns }) => patterns.every(({ negated }) => negated))) return true;
  const isReached = reachedBefore(survey);
  const reachesPatterns = speaking.some(({ block, patterns }) =>
    patterns.some(({ negated, text }) => !negated && isReached(text, block)),
  );
  return reachesPatterns || isAnyLaterNameReached(survey, first.block, isReached);
}

/** Whether an earlier block's wildcards fit a name or pattern, and it says what this block says too. */
function reachedBefore(survey: Survey): (text: string, block: number) => boolean {
  const { patterned } = survey;
  const lookup = patternedFor(survey);
  const sayTheSame = (left: number, right: number): boolean =>
    everySetting.some((setting) => says(survey, setting, left) && says(survey, setting, right));
  const fits = (text: string, { patterns }: Patterned): boolean =>
    patterns.some((one) => !one.literal && !one.negated && matchPattern(text, one.text));
  return (text, block) =>
    lookup(() => text).some((at) => {
      const one = patterned[at];
      return one !== undefined && one.block < block && sayTheSame(one.block, block) && fits(text, one);
    });
}

function isAnyLaterNameReached(
  { names, blocks }: Survey,
  from: number,
  isReached: (text: string, block: number) => boolean,
): boolean {
  if (from === blocks.count - 1) return false;
  const own: number[] = [];
  for (let name = 0; name < names.count; name++) {
    const count = names.blocksOf(name, own);
    for (let at = 0; at < count; at++) {
      const block = own[at] ?? 0;
      if (block > from && isReached(names.textOf(name), block)) return true;
    }
  }
  return false;
}
