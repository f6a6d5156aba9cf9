import { ByteText } from "../base/byte-text.ts";
import { NumberList } from "../base/number-list.ts";
import {
  type Decided,
  everySetting,
  INTERVAL,
  LEAVES_OUT,
  MEANS_SOME,
  PROXY,
  TCP_KEEP_ALIVE,
  UNSET,
} from "../census/blocks.ts";
import type { AskedHosts, LastHeading, Survey } from "../census/columns.ts";
import { blockOf, isNegated, type Mention, type Names } from "../census/names.ts";
import { isUniversal } from "../eval/covers.ts";
import type { Inclusion } from "../eval/program.ts";
import { indentOf } from "../syntax/cst.ts";
import { whyNothing } from "./empty-include.ts";
import type { View } from "./rule.ts";

/**
 * True where nothing but `connectionRules`, `undecidable` where something is in doubt, and `shadowed` about what a survey's
 * contest found could have anything to say: every
 * line is accepted and plainly written, every Include found, and no keepalive line can stand in another's way. Most files are
 * like that, and for them the other rules need not even be loaded, which is a third of a short run. A test holds this against
 * the rules themselves.
 */
export function isPlainFile(view: View, survey: Survey): boolean {
  if (view.isTemplate || view.refusesRoot !== null || view.policy.benchmark !== null) return false;
  const { inclusions } = survey;
  if (inclusions.some((one) => whyNothing(view, one) !== null || mayMissItsBlock(one))) return false;
  return !maySitInWrongBlock(survey) && !mayBeShadowed(survey) && !mayMatterOnTheWay(survey);
}

/** Blocks that hold for every host by their headings alone. */
function universalBlocks({ names, blocks, unconditional }: Survey): number[] {
  const star = names.find("*");
  const mentions: number[] = [];
  const count = star === -1 ? 0 : names.mentionsOf(star, mentions);
  const starred = mentions.slice(0, count).filter((one) => !isNegated(one) && !blocks.has(blockOf(one), LEAVES_OUT));
  return [...unconditional, ...starred.map(blockOf)];
}

/** An Include for some that does not look like a part of their block may have been meant for all. */
const mayMissItsBlock = ({ condition, directive, file, read }: Inclusion): boolean =>
  condition !== null &&
  condition.file === file &&
  read.length > 0 &&
  !isUniversal(condition) &&
  indentOf(directive) <= indentOf(condition.directive);

/** A keepalive line of a file's last block that does not look like the block's, while everybody else has the default, may have been meant for all. */
function maySitInWrongBlock(survey: Survey): boolean {
  const universal = universalBlocks(survey);
  const forAll = new Set(universal);
  const unsaid = everySetting.filter((setting) => !universal.some((block) => survey.blocks.says(setting, block)));
  return survey.lastHeadings.some((last) => !forAll.has(last.block) && isOutside(survey, last, unsaid));
}

function isOutside(survey: Survey, { file, block }: LastHeading, settings: readonly Decided[]): boolean {
  const { blocks } = survey;
  return settings.some((setting) =>
    survey.partsOf(block).some((part) => {
      if (!blocks.says(setting, part)) return false;
      const line = survey.placed(blocks.places[setting]?.[part] ?? 0);
      const heading = survey.placed(blocks.heads[block] ?? 0).offset;
      return line.file === file && !looksLikePartOf(file.source.text, heading, line.offset);
    }),
  );
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
  const { reader, blocks } = survey;
  if (reader.side === "server") return false;
  const shares = survey.says("controlMaster");
  const isSaid = (what: Decided, asked: (value: number) => boolean): boolean =>
    blocks.values[what]?.subarray(0, blocks.count).some(asked) === true;
  const proxied = isSaid(PROXY, (value) => value === 1);
  if (!shares && !proxied) return false;
  const forAll = universalBlocks(survey).some((block) => blocks.value(INTERVAL, block) > 0);
  const someUnprobed = !forAll || isSaid(INTERVAL, (value) => value === 0);
  if (shares && someUnprobed) return true;
  const someProbed = isSaid(INTERVAL, (value) => value > 0);
  return proxied && ((someUnprobed && someProbed) || isSaid(TCP_KEEP_ALIVE, (value) => value !== UNSET));
}

/** A line can only be dead where an earlier one for the same setting may reach one of its hosts. */
function mayBeShadowed(survey: Survey): boolean {
  const { asked, names, asksOneByOne, reader, contest } = survey;
  const again = new Set(everySetting.flatMap((setting) => saidAgain(survey, setting)));
  const hasMatch = reader.side === "server" || asked !== null || asksOneByOne;
  if ((again.size > 0 && hasMatch) || saysNobodyIsMeant(survey)) return true;
  contest.enterAll(again);
  if (asked !== null && isAnyAskedBlockReached(survey, asked)) return true;
  if (asksOneByOne && survey.matching().mayBeAskedAgain(survey)) return true;
  return reader.side === "server" ? !reachedTwice(survey, names).next().done : isContestOpen(survey);
}

/**
 * Every target has to be looked up once in any case. What Match lines say beside Host lines is not part of the contest, nor that
 * a line of a file that several blocks include may count in one of them.
 */
function isContestOpen(survey: Survey): boolean {
  survey.census();
  const { contest, asked, asksOneByOne, hasParts } = survey;
  return contest.isTooLong || (contest.isLost && (asked !== null || asksOneByOne || hasParts));
}

/**
 * The blocks that say something for everybody before others do, and these others; in sshd_config what a Match block says
 * replaces it. Of Host lines before others the contest knows.
 */
function saidAgain(survey: Survey, setting: Decided): number[] {
  const { blocks, unconditional, reader, asked, asksOneByOne } = survey;
  if (blocks.values[setting] === null) return [];
  const says = (block: number): boolean => blocks.says(setting, block);
  const said = unconditional.filter(says);
  const [first = blocks.count] = said;
  const last = said.at(-1) ?? UNSET;
  if (reader.side === "server") return last > first ? said : [];
  const later = sayingBehind(survey, setting, first);
  const hasMatch = asked !== null || asksOneByOne;
  const stars = starredBlocks(survey).filter(says);
  const end = hasMatch && stars.length > 0 ? (sayingBehind(survey, setting, UNSET).at(-1) ?? UNSET) : last;
  const starred = stars.filter((block) => block < end);
  const star = starred.reduce((least, block) => Math.min(least, block), blocks.count);
  const behind = said.filter((block) => block > star);
  return [...(later.length > 0 ? [first, ...later] : []), ...starred, ...behind];
}

/** The blocks behind one that say something. */
function sayingBehind({ blocks: { values, count } }: Survey, setting: Decided, first: number): number[] {
  const column = values[setting] ?? null;
  const found: number[] = [];
  if (column === null) return found;
  for (let block = first + 1; block < count; block++) if (column[block] !== UNSET) found.push(block);
  return found;
}

/** Blocks with `*` among other words that leave nobody out. */
function starredBlocks({ names, blocks }: Survey): number[] {
  const mentions: Mention[] = [];
  return names.wildWords.stars.flatMap((star) => {
    const count = names.mentionsOf(star, mentions);
    return mentions
      .slice(0, count)
      .map(blockOf)
      .filter((block) => !blocks.has(block, LEAVES_OUT));
  });
}

/** Of blocks that ask for the host as it was typed and as HostName has it, one is in another's way only where both are. */
function isAnyAskedBlockReached(survey: Survey, { originalhost, host }: AskedHosts): boolean {
  const typed = blocksIn(originalhost);
  const named = blocksIn(host);
  const twice = new Set<number>();
  for (const block of reachedIn(survey, originalhost)) {
    if (!named.has(block) || twice.size > MOST_REACHED) return true;
    twice.add(block);
  }
  for (const block of reachedIn(survey, host)) if (!typed.has(block) || twice.has(block)) return true;
  return false;
}

/** Whoever has more of such blocks reads the root in full. */
const MOST_REACHED = 100_000;

function blocksIn(names: Names): ReadonlySet<number> {
  const found = new Set<number>();
  const own: Mention[] = [];
  for (let name = 0; name < names.count; name++) {
    const count = names.mentionsOf(name, own);
    for (let at = 0; at < count; at++) found.add(blockOf(own[at] ?? 0));
  }
  return found;
}

function* reachedIn(survey: Survey, names: Names): Generator<number> {
  yield* reachedTwice(survey, names);
  yield* reachedByPatterns(survey, names);
}

/** Blocks that say what others say that have a name of theirs. Goes through giant files. */
function* reachedTwice(survey: Survey, names: Names): Generator<number> {
  const own: number[] = [];
  for (let name = 0; name < names.count; name++) {
    if (!names.isMentioned(name) || names.onlyMention(name) !== null) continue;
    const count = names.mentionsOf(name, own);
    const blocks = own.slice(0, count).flatMap((mention) => (isNegated(mention) ? [] : [blockOf(mention)]));
    for (const setting of everySetting) {
      const saying = blocks.filter((block) => survey.blocks.says(setting, block));
      if (saying.length > 1) yield* saying;
    }
  }
}

/**
 * Blocks with wildcards that say something about keepalive, and later ones of their hosts that say it, too: what these get is
 * theirs. Of patterns that is only proven where the other is one of stars alone. Goes through giant files.
 */
function* reachedByPatterns(survey: Survey, names: Names): Generator<number> {
  const first = firstWildBlock(survey, names);
  if (first === null) return;
  const words = names.wildWords;
  const stars = new NumberList();
  for (const name of words.stars) stars.push(name);
  const own: Mention[] = [];
  const wide: Mention[] = [];
  const host = new ByteText();
  let wildAt = 0;
  for (let name = 0; name < names.count; name++) {
    const isWild = names.wild[wildAt] === name;
    if (isWild) wildAt++;
    const count = names.mentionsOf(name, own);
    if (count === 0 || blockOf(own[count - 1] ?? 0) <= first) continue;
    host.turnTo(names.bytes, names.startOf(name), names.endOf(name));
    const found = isWild ? stars : words.findFor(host);
    for (let at = 0; at < found.count; at++) {
      const word = found.numbers[at] ?? 0;
      if (word === name || !words.matches(word, host)) continue;
      yield* sayingTheSame(survey, own, count, wide, names.mentionsOf(word, wide));
    }
  }
}

/** The first block under a word with a wildcard that says something; null where none does. */
function firstWildBlock(survey: Survey, names: Names): number | null {
  let first: number | null = null;
  const own: Mention[] = [];
  for (const name of names.wild) {
    const count = names.mentionsOf(name, own);
    for (let at = 0; at < count; at++) {
      const block = meantBlock(own[at]);
      if (block !== null && (first === null || block < first) && survey.blocks.speaks(block)) first = block;
    }
  }
  return first;
}

const meantBlock = (mention: Mention = 0): number | null => (isNegated(mention) ? null : blockOf(mention));

/** Of the wide blocks those that come before one of the others and say what that says, and these others. */
function* sayingTheSame(
  survey: Survey,
  own: readonly Mention[],
  count: number,
  wide: readonly Mention[],
  wideCount: number,
): Generator<number> {
  for (let at = 0; at < count; at++) {
    const block = meantBlock(own[at]);
    for (let wideAt = 0; block !== null && wideAt < wideCount; wideAt++) {
      const before = meantBlock(wide[wideAt]);
      if (
        before !== null &&
        before < block &&
        everySetting.some((one) => survey.blocks.says(one, before) && survey.blocks.says(one, block))
      ) {
        yield before;
        yield block;
      }
    }
  }
}

/** Only exceptions: the rule itself decides. */
function saysNobodyIsMeant(survey: Survey): boolean {
  const { blocks } = survey;
  for (let block = 0; block < blocks.count; block++) {
    if (blocks.has(block, LEAVES_OUT) && !blocks.has(block, MEANS_SOME) && survey.blocks.speaks(block)) return true;
  }
  return false;
}
