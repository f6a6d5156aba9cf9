import type { Side } from "../base/side.ts";
import { isBadAddressList, isBadNetworkList, type MaskGrammar } from "../openssh/addresses.ts";
import type { Argument } from "../openssh/arguments.ts";
import { portOf } from "../openssh/forms.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { type Pattern, parsePatternList } from "../openssh/patterns.ts";
import { expansionError } from "../openssh/percent.ts";
import { clientCriteria, type Grammar, grammarOf, serverCriteria, type Version } from "../openssh/versions.ts";

/** One criterion of a Match line. */
export interface Criterion {
  /** In lower case: "host", "exec", "address", … */
  readonly name: string;
  /** `!host`: client only. */
  readonly negated: boolean;
  readonly argument: string;
  readonly patterns: readonly Pattern[];
  readonly masks: MaskGrammar;
  /** Where it stands, argument included. */
  readonly start: number;
  readonly end: number;
}

export type ParsedMatch =
  | { readonly ok: true; readonly criteria: readonly Criterion[] }
  | { readonly ok: false; readonly error: string; readonly start: number; readonly end: number };

/** Criteria that may take an empty argument from 10.0 on (readconf.c match_cfg_line). */
const mayBeEmpty = new Set(["tagged", "command"]);
/** `criterion=value` from 9.9p2 on: this list, in which sessiontype is missing (readconf.c, servconf.c "Keep this list in sync"). */
const takesEquals: Readonly<Record<Side, () => RegExp>> = {
  client: () => /^(!?)(host|originalhost|user|localuser|localnetwork|version|tagged|command|exec)=/i,
  server: () => /^()(user|group|host|address|localaddress|localport|rdomain|version)=/i,
};

/**
 * Reads the arguments of a Match line as one version does; an error is what makes that version refuse the file
 * (readconf.c and servconf.c match_cfg_line, 7.6 to 10.6).
 */
export function parseMatch(args: readonly Argument[], side: Side, version: Version): ParsedMatch {
  return new MatchReader(args, side, version).read();
}

const noPatterns: readonly Pattern[] = [];

/** A cursor over the arguments; lives for one line. */
class MatchReader {
  private at = 0;
  private readonly grammar: Grammar;
  private readonly criteria: Criterion[] = [];

  constructor(
    private readonly args: readonly Argument[],
    private readonly side: Side,
    private readonly version: Version,
  ) {
    this.grammar = grammarOf(version, side);
  }

  read(): ParsedMatch {
    for (let token = this.next(); token !== undefined; token = this.next()) {
      if (this.endsLine(token)) return this.complete(token);
      if (asciiLower(this.bareName(token)) === "all") return this.all(token);
      const error = this.criterion(token);
      if (error !== null) return this.fail(error, token);
    }
    return this.complete(undefined);
  }

  /** `last`: what ended the line before its end. */
  private complete(last: Argument | undefined): ParsedMatch {
    if (this.criteria.length === 0) return this.fail("One or more attributes required for Match", this.args[0]);
    if (last?.value === "" && this.leavesMore()) return this.fail("extra arguments at end of line", last);
    return { ok: true, criteria: this.criteria };
  }

  /** Behind an empty token, which ended the line up to 9.8: any text at all is too much from 8.7 on, before only another token. */
  private leavesMore(): boolean {
    const [next] = this.args.slice(this.at);
    if (next === undefined || this.version.release <= 806) return (next?.value ?? "") !== "";
    return next.start < (this.args.at(-1)?.end ?? 0);
  }

  private next(): Argument | undefined {
    return this.args[this.at++];
  }

  private endsLine(token: Argument): boolean {
    if (this.grammar.matchArguments === "strdelim" && token.value === "") return true;
    return this.grammar.matchComment && token.value.startsWith("#");
  }

  /** On the server `!` is no negation but part of an unknown name. */
  private bareName(token: Argument): string {
    return this.side === "client" && token.value.startsWith("!") ? token.value.slice(1) : token.value;
  }

  /** "all" tolerates one criterion before it on the client, none on the server, and nothing behind. */
  private all(token: Argument): ParsedMatch {
    const following = this.next();
    const alone = following === undefined || following.value === "" || this.endsLine(following);
    if (this.criteria.length > (this.side === "client" ? 1 : 0) || !alone) {
      return this.fail("'all' cannot be combined with other Match attributes", token);
    }
    const negated = token.value.startsWith("!");
    const { start, end } = token;
    this.add("all", negated, "", noPatterns, start, end);
    return this.complete(following);
  }

  private criterion(token: Argument): string | null {
    const equals = this.grammar.matchArguments === "argv" && this.grammar.matchEquals;
    const glued = equals ? takesEquals[this.side]().exec(token.value) : null;
    const name = asciiLower(glued === null ? this.bareName(token) : (glued[2] ?? ""));
    const negated = this.side === "client" && token.value.startsWith("!");
    if (!this.isKnown(name)) return `Unsupported Match attribute ${name}`;
    if (["final", "canonical", "invalid-user"].includes(name)) {
      this.add(name, negated, "", noPatterns, token.start, token.end);
      return null;
    }
    const value = glued === null ? this.next() : { ...token, value: token.value.slice(glued[0].length) };
    return this.withArgument(name, negated, token, value);
  }

  private isKnown(name: string): boolean {
    const since = (this.side === "client" ? clientCriteria : serverCriteria).get(name);
    return since !== undefined && this.version.release >= since;
  }

  private withArgument(name: string, negated: boolean, token: Argument, value: Argument | undefined): string | null {
    if (value === undefined) return `missing argument for Match '${name}'`;
    const empty = value.value === "" && !(mayBeEmpty.has(name) && this.version.release >= 1000);
    if (empty || (this.grammar.matchComment && value.value.startsWith("#")))
      return `Missing Match criteria for ${name}`;
    const refused = this.refuses(name, value.value);
    if (refused !== null) return refused;
    const patterns = parsePatternList(value.value);
    this.add(name, negated, value.value, patterns, token.start, value.end);
    return null;
  }

  /** Field by field: a spread would cost giant files more than all the rest of their Match lines. */
  private add(
    name: string,
    negated: boolean,
    argument: string,
    patterns: readonly Pattern[],
    start: number,
    end: number,
  ): void {
    this.criteria.push({ name, negated, argument, patterns, start, end, masks: this.grammar.addressMasks });
  }

  private refuses(name: string, value: string): string | null {
    if (name === "exec") return expansionError(value, this.grammar.percentTokens);
    if (name === "localnetwork" && isBadNetworkList(value)) return `Invalid network entry "${value}"`;
    if (name === "localport" && portOf(value, this.version.release) === null)
      return `Invalid LocalPort '${value}' on Match line`;
    const addresses = name === "address" || name === "localaddress";
    if (addresses && this.grammar.badAddressRefused && isBadAddressList(value, this.grammar.addressMasks)) {
      return `Invalid Match ${name} argument '${value}'`;
    }
    return null;
  }

  private fail(error: string, token: Argument | undefined): ParsedMatch {
    return { ok: false, error, start: token?.start ?? 0, end: token?.end ?? 0 };
  }
}
