import { withoutLeading } from "../base/leading.ts";
import { once } from "../base/once.ts";
import type { Side } from "../base/side.ts";
import { asciiLower, type Release } from "./keywords.ts";
import {
  cInt,
  convtime,
  countError,
  decimalTime,
  parseCount,
  parseTcpKeepAlive,
  parseTime,
  parseYesNo,
  strtonum,
} from "./values.ts";

/** One of some words in any case, or as they stand where `exact`. */
export interface Words {
  /** In lower case, between blanks. */
  readonly words: string;
  readonly exact?: true;
  /** What the program says, with the argument for `%`, where it is not "unsupported option". */
  readonly error?: string;
  /** What it says of no argument, where it is not "missing argument". */
  readonly missing?: string;
}

/** Any number of arguments, none of them empty from 8.7 on. */
export interface List {
  /** Up to 8.6 an empty argument ended a list: what followed it was "garbage" or, for files, went unread. */
  readonly list: "names" | "files";
  /** Release from which a list of nothing is refused; it takes a comment behind the keyword to write one from 8.7 on. */
  readonly needsOne?: Release;
  /** Release from which `none` must be the only argument. */
  readonly noneAlone?: Release;
}

/** What may stand behind a keyword, as the C switches sort it. */
export type Form = FormName | Words | List;

export type FormName = keyof typeof checkers;

/** Where in a line's arguments a check has come. */
interface Line {
  readonly args: readonly { readonly value: string }[];
  at: number;
  readonly release: Release;
  readonly side: Side;
  readonly standing: Standing;
}

/** What a few checks of sshd ask first (servconf.c `*activep`, `options->…`): where the line stands and what lines before it stored. */
export interface Standing {
  /** Whether the block applies. */
  readonly active: boolean;
  /** Of the keyword, which tells apart what shares a form. */
  readonly name: string;
  /** What applying lines have stored: "subsystem NAME", else names of keywords. A check adds to it. */
  readonly stored: Set<string>;
}

const alone = (): Standing => ({ active: true, name: "", stored: new Set() });

type Check = (line: Line) => string | null;
type TextCheck = (text: string, line: Line) => string | null;

/** How a line's arguments come about: "rest" is one argument, the text behind the separator as it stands. */
export type Splitting = "arguments" | "blanks" | "rest";

const restForms: ReadonlySet<Form> = new Set<Form>([
  "rest",
  "rest-of-line",
  "version-addendum",
  "absolute-command",
  "jump",
]);

/**
 * Which arguments checkArguments expects. "arguments": the release's own splitting (argv_split, up to 8.6 strdelim). "blanks":
 * strdelim without `=` as a separator (strdelimw, SetEnv up to 8.6). "rest": unsplit, and none where nothing at all follows
 * the keyword, not even `=`; from 8.7 on unbalanced quotes on such a line are refused all the same.
 */
export function splittingOf(form: Form, release: Release): Splitting {
  if (restForms.has(form)) return "rest";
  return form === "set-env" && release <= 806 ? "blanks" : "arguments";
}

/**
 * Null where the program takes these arguments, else its own words, without file, line and full stop. What is judged: how
 * many there are, numbers, times, ports and fixed words; not whether an algorithm, a file, a user or an address exists.
 * Two checks of a whole line are the caller's: from 8.7 on "no argument after keyword" and "invalid quotes".
 * Up to 8.6 `args` must hold every token that strdelim returns, with the empty one after a quoted last argument.
 */
export function checkArguments(
  form: Form,
  args: readonly { readonly value: string }[],
  release: Release,
  side: Side,
  standing: Standing = alone(),
): string | null {
  const line: Line = { args, at: 0, release, side, standing };
  return checkerOf(form)(line) ?? extraArguments(line);
}

/** Whether checkArguments accepts every single argument that is not empty. */
export const takesAnyWord = (form: Form): boolean => form === "string" || form === "file";

function checkerOf(form: Form): Check {
  if (typeof form === "string") return checkers[form];
  return "words" in form ? words(form) : list(form);
}

function extraArguments(line: Line): string | null {
  if (line.release >= 807) return line.at < line.args.length ? "extra arguments at end of line" : null;
  const extra = next(line);
  return extra === undefined || extra === "" ? null : `garbage at end of line; "${extra}"`;
}

const next = (line: Line): string | undefined => line.args[line.at++]?.value;

/** Leaves nothing for extraArguments. */
const skipRest = (line: Line): null => {
  line.at = line.args.length;
  return null;
};

/** What a loop over a line's arguments sees: up to 8.6 it stopped at an empty token. */
function remaining(line: Line, endsAtEmpty = line.release <= 806): readonly string[] {
  const values = line.args.slice(line.at).map((argument) => argument.value);
  const empty = endsAtEmpty ? values.indexOf("") : -1;
  line.at += empty === -1 ? values.length : empty + 1;
  return empty === -1 ? values : values.slice(0, empty);
}

const single =
  (check: TextCheck, missing = "missing argument"): Check =>
  (line) => {
    const text = next(line);
    return text === undefined || text === "" ? missing : check(text, line);
  };

const accepted: TextCheck = () => null;
const isNone = (text: string): boolean => asciiLower(text) === "none";

interface ListRules {
  readonly needsOne?: Release | undefined;
  readonly noneAlone?: Release | undefined;
  readonly endsAtEmpty?: boolean;
}

/** Each of a list's arguments; `none` alone counts as checked. Without `needsOne` the list may always be empty. */
function each(line: Line, check: TextCheck, { needsOne, noneAlone, endsAtEmpty }: ListRules = {}): string | null {
  const values = remaining(line, endsAtEmpty);
  if (values.length === 0) return since(line, needsOne) ? "no arguments specified" : null;
  for (const value of values) {
    const error = since(line, noneAlone) && isNone(value) ? noneError(values) : check(value, line);
    if (error !== null) return error;
  }
  return null;
}

const since = (line: Line, release: Release = Number.POSITIVE_INFINITY): boolean => line.release >= release;

const noneError = (values: readonly string[]): string | null =>
  values.length > 1 ? '"none" argument must appear alone' : null;

const notEmpty: TextCheck = (text) => (text === "" ? "empty argument" : null);

function list({ list: kind, needsOne, noneAlone }: List): Check {
  return (line) => {
    const error = each(line, notEmpty, { needsOne, noneAlone });
    return error === null && kind === "files" && line.release <= 806 ? skipRest(line) : error;
  };
}

function words({ words: allowed, exact, error = 'unsupported option "%"', missing }: Words): Check {
  return single((text) => {
    const word = exact === true ? text : asciiLower(text);
    return allowed.split(" ").includes(word) ? null : error.replace("%", () => text);
  }, missing);
}

// --- Times and numbers

const isTime = (text: string, release: Release): boolean => (convtime(text, release) ?? -1) >= 0;

const time: Check = (line) => {
  const parsed = parseTime(next(line) ?? "", line.release, line.side);
  return parsed.ok ? null : parsed.error;
};

function timeOrNone(line: Line): string | null {
  if (!isNone(line.args[0]?.value ?? "")) return time(line);
  line.at++;
  return null;
}

const count: Check = (line) => {
  const parsed = parseCount(next(line) ?? "", line.release, line.side);
  return parsed.ok ? null : parsed.error;
};

const flag: Check = (line) => {
  const parsed = parseYesNo(next(line) ?? "", line.release, line.side);
  return parsed.ok ? null : parsed.error;
};

const tcpKeepAlive: Check = (line) => {
  const parsed = parseTcpKeepAlive(next(line) ?? "", line.release, line.side);
  return parsed.ok ? null : parsed.error;
};

const countOrNone: Check = single((text) => {
  const error = text === "none" ? null : countError(text);
  return error === null ? null : `integer value ${error}`;
});

/** TCP services that getservbyname(3) finds on every system with an /etc/services; any other name depends on that file. */
const services = once(
  (): ReadonlyMap<string, number> =>
    new Map([
      ...([
        ["ftp", 21],
        ["ssh", 22],
        ["telnet", 23],
        ["smtp", 25],
        ["domain", 53],
        ["finger", 79],
        ["http", 80],
      ] as const),
      ...([
        ["kerberos", 88],
        ["pop3", 110],
        ["sunrpc", 111],
        ["nntp", 119],
        ["imap2", 143],
        ["bgp", 179],
      ] as const),
      ...([
        ["ldap", 389],
        ["https", 443],
        ["microsoft-ds", 445],
        ["submission", 587],
        ["ldaps", 636],
      ] as const),
      ...([
        ["rsync", 873],
        ["imaps", 993],
        ["pop3s", 995],
        ["socks", 1080],
        ["openvpn", 1194],
        ["nfs", 2049],
      ] as const),
      ...([
        ["mysql", 3306],
        ["svn", 3690],
        ["postgresql", 5432],
        ["amqp", 5672],
        ["http-alt", 8080],
        ["git", 9418],
      ] as const),
    ]),
);

/** misc.c a2port: 0 to 65535, from 7.9 on also by a service's name; null where there is no such port. */
export function portOf(text: string, release: Release): number | null {
  const value = strtonum(text) ?? (release >= 709 ? services().get(text) : undefined);
  return value !== undefined && value >= 0 && value <= 65_535 ? value : null;
}

const isPort = (text: string, release: Release, lowest = 1): boolean => (portOf(text, release) ?? -1) >= lowest;

const port: Check = (line) =>
  line.side === "client"
    ? single((text) => (isPort(text, line.release) ? null : `Bad port '${text}'`), "Missing argument")(line)
    : single(
        (text) => (isPort(text, line.release) ? null : "Badly formatted port number"),
        "missing port number",
      )(line);

const LLONG_MAX = 0x7fffffffffffffffn;

/** fmt_scaled.c scan_scaled, exact but for fractions that its older versions rounded; null where it fails. */
function scanScaled(text: string): bigint | null {
  const found = /^[ \t\n\v\f\r]*([+-]?)([0-9]*)(?:\.([0-9]*))?(?:([bkmgtpe])(?![0-9a-z])|$)/i.exec(text);
  if (found === null) return null;
  const [, sign, digits = "", decimals = "", unit = ""] = found;
  const fraction = decimals.slice(0, 19);
  if (digits.length > 20 || BigInt(fraction) > LLONG_MAX) return null;
  const whole = BigInt(digits);
  const factor = 1024n ** BigInt("bkmgtpe".indexOf(asciiLower(unit)));
  if (whole > LLONG_MAX / factor) return null;
  const scaled = whole * factor + (unit === "" ? 0n : (BigInt(fraction) * factor) / 10n ** BigInt(fraction.length));
  return sign === "-" ? -scaled : scaled;
}

function rekeyLimit(line: Line): string | null {
  const error = single((text) => {
    const bytes = text === "default" ? 0n : scanScaled(text);
    if (bytes === null) return `Bad number '${text}'`;
    return bytes !== 0n && bytes < 16n ? "RekeyLimit too small" : null;
  }, "Missing argument")(line);
  if (error !== null || line.args[line.at] === undefined) return error;
  // Up to 8.6 "none" had to be all that was left of the line.
  const isLast = line.at === line.args.length - 1;
  if (line.args[line.at]?.value !== "none" || (line.release <= 806 && !isLast)) return time(line);
  line.at++;
  return null;
}

const controlPersist: Check = (line) =>
  single((text) => {
    const isWord = ["no", "false", "yes", "true"].includes(text);
    return isWord || isTime(text, line.release) ? null : "Bad ControlPersist argument";
  }, "Missing ControlPersist argument")(line);

/** misc.c parse_pattern_interval: TYPE=TIME. Up to 9.6 `none` was let through behind other arguments. */
function channelTimeout(line: Line): string | null {
  const noneAlone = line.release >= 907;
  const values = line.args;
  if (values.length === 0 && noneAlone) return "no channeltimeout specified";
  for (const [index, { value }] of values.entries()) {
    const equals = value.indexOf("=");
    if (isNone(value)) {
      if (index < values.length - 1 || (noneAlone && index > 0)) return '"none" argument must appear alone';
    } else if (equals < 1 || !isTime(value.slice(equals + 1), line.release)) return `invalid channel timeout ${value}`;
  }
  return skipRest(line);
}

/** strtol(3) in base 8, with nothing checked behind the number. */
const octalMask: Check = single((text) => {
  const [, sign, digits] = /^[ \t\n\v\f\r]*([+-]?)([0-7]+)/.exec(text) ?? [];
  const value = digits === undefined ? -1 : cInt(`0o${digits}`, sign === "-");
  return value >= 0 && value <= 0o777 ? null : "Bad mask";
});

/** misc.c a2tun; the last two values of an int mean "any" and "error". */
const tunnelDevice: Check = single((text) => {
  const colon = text.indexOf(":");
  const units = colon === -1 ? [text] : [text.slice(0, colon), text.slice(colon + 1)];
  return units.every(isTunnelUnit) ? null : "Bad tun device";
}, "Missing argument");

function isTunnelUnit(text: string): boolean {
  const value = strtonum(text);
  return asciiLower(text) === "any" || (value !== null && value >= 0 && value <= 0x7fff_fffd);
}

const qosWords = /^(?:none|af[1-4][1-3]|cs[0-7]|ef|le|va|lowdelay|throughput|reliability)$/;
const anyBase = /^[ \t\n\v\f\r]*([+-]?)(0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*)$/;
const decimal = /^[ \t\n\v\f\r]*([+-]?)([0-9]+)$/;
const qosSince: ReadonlyMap<string, Release> = new Map([
  ["le", 802],
  ["va", 1003],
]);

/** misc.c parse_ipqos: up to 9.7 numbers could be hexadecimal or octal, too (strtol(3) in base 0). */
function isQos(text: string, release: Release): boolean {
  const word = asciiLower(text);
  const [, sign, digits] = (release <= 907 ? anyBase : decimal).exec(word) ?? [];
  if (digits !== undefined) {
    const value = Number(/^0[0-7]/.test(digits) && release <= 907 ? `0o${digits}` : digits);
    return value <= 255 && (sign !== "-" || value === 0);
  }
  return qosWords.test(word) && release >= (qosSince.get(word) ?? 0);
}

function ipQos(line: Line): string | null {
  const first = next(line);
  if (first === undefined || !isQos(first, line.release)) return `Bad IPQoS value: ${first ?? ""}`;
  const second = next(line);
  return second === undefined || isQos(second, line.release) ? null : `Bad IPQoS value: ${second}`;
}

/** readconf.c oObscureKeystrokeTiming. */
function obscureTiming(line: Line): string | null {
  const value = next(line);
  if (value === undefined) return "missing argument";
  if (["yes", "true", "no", "false"].includes(value)) return line.at < line.args.length ? "invalid arguments" : null;
  if (!value.startsWith("interval:")) return `unsupported argument "${value}"`;
  const error = countError(value.slice(9));
  if (error !== null) return `integer value ${error}`;
  const milliseconds = Number(value.slice(9));
  if (milliseconds < 1 || milliseconds > 1000) return "value out of range";
  return line.at < line.args.length ? "invalid arguments" : null;
}

/** What sscanf(3) finds in "%d:%d:%d", as C ints; what follows the last number is not looked at. */
function scanNumbers(text: string): readonly number[] {
  const number = /[ \t\n\v\f\r]*([+-]?)([0-9]+)(:?)/y;
  const found: number[] = [];
  for (let colon = ":"; colon !== "" && found.length < 3; ) {
    const [, sign, digits, separator = ""] = number.exec(text) ?? [];
    if (digits === undefined) break;
    found.push(cInt(digits, sign === "-"));
    colon = separator;
  }
  return found;
}

/** servconf.c sMaxStartups: start, or start:rate:full; from 9.2 on neither start nor full may be 0 or less. */
const maxStartups: Check = single((text, { release }) => {
  const numbers = scanNumbers(text);
  const [begin = 0, rate, full = begin] = numbers;
  const wrong = numbers.length !== 1 && numbers.length !== 3;
  const outside = rate !== undefined && (begin > full || rate > 100 || rate < 1);
  const empty = release >= 902 && (begin <= 0 || full <= 0);
  return wrong || outside || empty ? "Invalid MaxStartups spec" : null;
});

/** servconf.c sPerSourceNetBlockSize. */
const netBlockSize: Check = single((text) => {
  const [v4 = -1, v6 = 0] = scanNumbers(text);
  return v4 < 0 || v4 > 32 || v6 < 0 || v6 > 128 ? "Invalid PerSourceNetBlockSize spec" : null;
});

const penaltySince: ReadonlyMap<string, Release> = new Map([
  ["crash", 908],
  ["authfail", 908],
  ["noauth", 908],
  ["grace-exceeded", 908],
  ["max", 908],
  ["min", 908],
  ["refuseconnection", 909],
  ["invaliduser", 1003],
]);
const penaltyWords = /^overflow6?:(?:deny-all|permissive)$/;

/** servconf.c sPerSourcePenalties. `yes` and `no` may stand last, but nothing behind them. */
function penalties(line: Line): string | null {
  if (line.args.length === 0) return "no persourcepenalties specified";
  for (const [index, { value }] of line.args.entries()) {
    const isWord = ["yes", "no"].includes(asciiLower(value));
    if (isWord && index < line.args.length - 1) return `"${value}" argument must appear alone`;
    const error = isWord ? null : penaltyError(value, line.release);
    if (error !== null) return error;
  }
  return skipRest(line);
}

function penaltyError(text: string, release: Release): string | null {
  if (penaltyWords.test(text)) return null;
  const colon = text.indexOf(":");
  const name = text.slice(0, Math.max(colon, 0));
  const value = text.slice(colon + 1);
  if (name === "max-sources4" || name === "max-sources6") {
    const error = countError(value);
    return error === null ? null : `value ${error}`;
  }
  if (release < (penaltySince.get(name) ?? Number.POSITIVE_INFINITY)) return `unsupported keyword ${text}`;
  const isDuration = release >= 1003 ? decimalTime(value) !== null : isTime(value, release);
  return isDuration ? null : "invalid time value";
}

// --- Words, with what may follow them

/** readconf.c oAddKeysToAgent, 8.4+: a word, a time, or confirm with a time; 8.4 even took times that wrapped below 0. */
function addKeys(line: Line): string | null {
  const first = next(line) ?? "";
  const second = next(line);
  const word = asciiLower(first);
  if (second !== undefined && word !== "confirm") return "unsupported option";
  if (second !== undefined) return convtime(second, line.release) === null ? "invalid time value" : null;
  const isWord = ["yes", "no", "true", "false", "ask", "confirm"].includes(word);
  return isWord || convtime(first, line.release) !== null ? null : "unsupported option";
}

/** servconf.c sPubkeyAuthOptions. */
const pubkeyAuthOptions: Check = (line) =>
  each(line, (text) => {
    const word = asciiLower(text);
    const known = word === "none" || word === "touch-required" || (word === "verify-required" && line.release >= 804);
    return known ? null : `unsupported PubkeyAuthOptions option ${text}`;
  });

/** readconf.c parse_agent_path: a path, `$NAME`, from 8.4 on also with `${NAME}` in it; whether NAME is set is not judged. */
const agent: TextCheck = (text, { release }) => {
  const braces = release >= 804;
  const isOpen = text.lastIndexOf("${") > text.lastIndexOf("}");
  if (braces && (isOpen || /\$\{\}/.test(text))) return `Invalid environment expansion ${text}`;
  const isName = /^\$\w+$/.test(text) || !text.startsWith("$") || (braces && text.startsWith("${"));
  return isName ? null : `Invalid environment name ${text}`;
};

const forwardAgent: Check = single((text, line) =>
  parseYesNo(text, line.release, "client").ok ? null : agent(text, line),
);

const escapeChar: Check = single((text) => {
  const isControl = /^\^[@-\x7f]$/.test(text);
  return text === "none" || text.length === 1 || isControl ? null : "Bad escape character";
}, "Missing argument");

const authenticationMethod =
  /^(?:none|publickey|password|keyboard-interactive|hostbased|gssapi-with-mic|gssapi-keyex)(?::|$)/s;

/** auth2.c auth2_methods_valid; gssapi methods are known to builds with GSSAPI alone, which is not judged. */
const isMethodList = (text: string): boolean => text.split(",").every((method) => authenticationMethod.test(method));

/** Stores for the lines behind; false where the block does not apply or something is stored already. */
function store({ standing: { active, stored } }: Line, what: string): boolean {
  if (!active || stored.has(what)) return false;
  stored.add(what);
  return true;
}

/**
 * servconf.c sAuthenticationMethods. Up to 9.6 `any` was compared with what applying lines had stored, this one or one before;
 * up to 8.6 nothing was checked at all once something was stored.
 */
function authenticationMethods(line: Line): string | null {
  const { release } = line;
  const isStored = release <= 906 && line.standing.stored.has("AuthenticationMethods");
  if (isStored && release <= 806) return skipRest(line);
  const values = remaining(line);
  if (values.length === 0) return "no AuthenticationMethods specified";
  const stores = store(line, "AuthenticationMethods") || release >= 907;
  const any = values.indexOf("any");
  const isAlone = stores ? values.length === 1 : values.slice(any).every((value) => value === "any");
  if (any !== -1 && (isStored || !isAlone)) return '"any" must appear alone in AuthenticationMethods';
  if (!values.every((value) => value === "any" || isMethodList(value))) return "invalid authentication method list";
  return release <= 806 ? skipRest(line) : null;
}

/** servconf.c MAX_SUBSYSTEMS, up to 9.4. */
const MOST_SUBSYSTEMS = 256;

/**
 * servconf.c sSubsystem: a name and a command with its arguments. Up to 9.4 a name may be given once; from 9.5 on, with Match
 * allowed, later ones are skipped, up to 10.2 before anyone looks for their command, as in blocks that do not apply.
 */
function subsystem(line: Line): string | null {
  const { active, stored } = line.standing;
  if (line.release <= 904 && stored.size >= MOST_SUBSYSTEMS) return "too many subsystems defined";
  const name = next(line);
  if (name === undefined || name === "") return "Missing subsystem name";
  const isNew = store(line, `subsystem ${name}`);
  if (active && !isNew && line.release <= 904) return `Subsystem '${name}' already defined`;
  if (!isNew && line.release >= 905 && line.release <= 1002) return skipRest(line);
  const command = next(line);
  if (command === undefined || command === "") return "Missing subsystem command";
  remaining(line);
  return null;
}

/** Whether a line may be taken under one Standing and refused under another. */
export function dependsOnStanding(form: Form, args: readonly { readonly value: string }[], release: Release): boolean {
  if (!asksStanding(form)) return false;
  const name = "x";
  const verdicts = [true, false].flatMap((active) =>
    [[], [name, "AuthenticationMethods", `subsystem ${args[0]?.value}`]].map((stored) =>
      checkArguments(form, args, release, "server", { active, name, stored: new Set(stored) }),
    ),
  );
  return verdicts.some((one) => one !== verdicts[0]);
}

/** Their lines are checked again for every connection, with what that stores. Subsystem had no place in Match up to 9.4. */
export const isCheckedAgain = (form: Form, release: Release): boolean =>
  asksStanding(form) && (form !== "subsystem" || release >= 905);

/** Whether its check asks for more than the arguments. */
export const asksStanding = (form: Form): boolean => standingForms.has(form);

const standingForms: ReadonlySet<Form> = new Set<Form>(["authentication-methods", "subsystem", "absolute-command"]);

// --- Hosts and ports

/** misc.c hpdelim: what stands before and behind the separator; null where it fails. */
function splitHost(text: string, takesSlash: boolean): { readonly host: string; readonly port: string | null } | null {
  const closing = text.startsWith("[") ? text.indexOf("]") : 0;
  if (closing === -1) return null;
  const at = closing > 0 ? closing + 1 : firstOf(text, ":", "/");
  if (at === -1 || at >= text.length) return { host: text, port: null };
  if (text[at] !== ":" && !(takesSlash && text[at] === "/")) return null;
  return { host: text.slice(0, at), port: text.slice(at + 1) };
}

/** Where the first of two characters stands; -1: neither does. */
function firstOf(text: string, one: string, other: string): number {
  const [a, b] = [text.indexOf(one), text.indexOf(other)];
  return a === -1 || b === -1 ? Math.max(a, b) : Math.min(a, b);
}

/** In addresses to listen on or to permit `/` was a separator, too, up to 7.9. */
const splitAddress = (text: string, release: Release) => splitHost(text, release <= 709);

const permitted: TextCheck = (text, { release }) => {
  const split = splitAddress(text, release);
  if (split === null) return "missing host";
  return split.port === "*" || (split.port !== null && isPort(split.port, release)) ? null : "bad port number";
};

/** A bare port means any host (servconf.c sPermitListen). */
const permittedListen: TextCheck = (text, line) => permitted(text.includes(":") ? text : `*:${text}`, line);

const isAnyOrNone = (text: string): boolean => text === "any" || text === "none";

/** servconf.c sPermitOpen: from 9.7 on `any` and `none` only have to come first. */
const permitOpen =
  (check: TextCheck): Check =>
  (line) => {
    const first = line.args[0]?.value ?? "";
    if (line.args.length === 0 || (first === "" && line.release <= 906)) return "missing argument";
    if (isAnyOrNone(first)) line.at++;
    if (isAnyOrNone(first) && line.release <= 906) return null;
    return each(line, check, { endsAtEmpty: line.release <= 906 });
  };

/** readconf.c oPermitRemoteOpen. From 8.7 to 9.1 the first argument went unchecked. */
function permitRemoteOpen(line: Line): string | null {
  const first = line.args[0]?.value ?? "";
  const alone = line.release <= 901 ? isAnyOrNone(first) : isAnyOrNone(asciiLower(first));
  if (line.args.length === 0 || (first === "" && line.release <= 901)) return "missing permitremoteopen specification";
  if (alone || (line.release >= 807 && line.release <= 901)) line.at++;
  if (alone) return null;
  return each(line, permitted);
}

/** servconf.c sListenAddress; from 7.7 on with `rdomain NAME`, where the name is not judged. */
function listenAddress(line: Line): string | null {
  const address = next(line);
  if (address === undefined || address === "") return "missing address";
  const isBareIpv6 = !address.includes("[") && /:.*:/.test(address);
  const split = isBareIpv6 ? { port: null } : splitAddress(address, line.release);
  if (split === null) return "bad address:port usage";
  if (split.port !== null && !isPort(split.port, line.release)) return "bad port number";
  if (line.release <= 706) return null;
  const word = next(line);
  return word === undefined || (word === "rdomain" && next(line) !== undefined) ? null : "bad ListenAddress syntax";
}

interface ForwardField {
  readonly text: string;
  readonly isPath: boolean;
}

/** readconf.c parse_fwd_field, up to four times; null where something is left over. */
function forwardFields(spec: string): readonly ForwardField[] | null {
  const field = /\[([^\]]*)\](?::|$)|(?!\[)((?:\\[\s\S]|[^:\\])*)(?::|$)/y;
  const fields: ForwardField[] = [];
  while (fields.length < 4 && field.lastIndex < spec.length) {
    const [, bracketed, plain] = field.exec(spec) ?? [];
    const text = bracketed ?? plain?.replace(/\\([\s\S])/g, "$1");
    if (text === undefined) return null;
    // An escaped slash makes no path.
    fields.push({ text, isPath: (bracketed ?? plain?.replace(/\\[\s\S]/g, ""))?.includes("/") === true });
  }
  return field.lastIndex < spec.length ? null : fields;
}

type Direction = "local" | "remote" | "dynamic";

/** The fields that parse_forward takes for the listening and the connecting end, each a port or a path. */
function forwardEnds([a, b, c, d]: readonly ForwardField[]): readonly (ForwardField | undefined)[] {
  const port = (field: ForwardField | undefined) => field && { ...field, isPath: false };
  if (d !== undefined) return [port(b), port(d)];
  if (c !== undefined && a?.isPath) return [a, port(c)];
  if (c !== undefined) return c.isPath ? [port(b), c] : [a, c];
  if (b === undefined) return [a];
  return b.isPath ? [a, b] : [b];
}

/** Ports in decimal digits and hosts without a sign that means more, as most forwards are: every release takes them alike. */
const plainForward = /^(?:[\w.-]+:)?(?:[1-5]\d{4}|[1-9]\d{0,3}):[\w.-]+:(?:[1-5]\d{4}|[1-9]\d{0,3})$/;

/** readconf.c parse_forward, but for the lengths of names. What a `${NAME}` stands for is not judged. */
function isForward(spec: string, direction: Direction, isSocks: boolean, release: Release): boolean {
  if (!isSocks && plainForward.test(spec)) return true;
  if (release >= 804 && spec.includes("${")) return true;
  const fields = forwardFields(spec.replace(/^[ \t\n\v\f\r]+/, ""));
  if (fields === null || fields.length === 0 || (isSocks && fields.length > 2)) return false;
  const [listen, connect] = forwardEnds(fields);
  const isEnd = (field: ForwardField | undefined, lowest: number): boolean =>
    field !== undefined && (field.isPath || isPort(field.text, release, lowest));
  // The server picks the port of a remote forward from 0.
  return isEnd(listen, direction === "remote" ? 0 : 1) && (isSocks || isEnd(connect, 1));
}

const forward =
  (direction: Direction): Check =>
  (line) => {
    const from = next(line);
    if (from === undefined || from === "") return "Missing argument";
    const to = direction === "dynamic" ? "" : (next(line) ?? "");
    if (direction === "local" && to === "") return "Missing target argument";
    // A remote forward with one argument is a remote SOCKS proxy.
    const spec = to === "" ? from : `${from}:${to}`;
    return isForward(spec, direction, to === "", line.release) ? null : "Bad forwarding specification";
  };

/** misc.c valid_domain. A leading `_` from 10.0 on. */
function domainError(text: string, release: Release): string | null {
  if (text === "") return "empty domain name";
  if (!/^[0-9a-z]/i.test(text) && (release < 1000 || !text.startsWith("_"))) {
    return `domain name "${text}" starts with invalid character`;
  }
  if (text.includes("..")) return `domain name "${text}" contains consecutive separators`;
  return /[^\w.-]/.test(text) ? `domain name "${text}" contains invalid characters` : null;
}

const canonicalDomains: Check = (line) =>
  each(line, (text) => domainError(text, line.release), { needsOne: 907, noneAlone: 807 });

/** readconf.c oCanonicalizePermittedCNAMEs; `none` from 8.8 on. */
const permittedCnames: Check = (line) =>
  each(line, (text) => (text === "*" || /^[^:]*:./s.test(text) ? null : `Invalid permitted CNAME "${text}"`), {
    needsOne: 907,
    noneAlone: 808,
  });

/** readconf.c parse_jump: hops between commas, each [user@]host[:port] or, from 7.7 on, an ssh URI. */
function jump(line: Line): string | null {
  const text = restOf(line);
  if (text === null) return "Missing argument";
  const good = isNone(text) || jumpHops(text, line.release).every((hop) => isHop(hop, line.release));
  return good ? null : `Invalid ProxyJump "${text}"`;
}

/** From 8.7 on without a comment. Up to 10.0 rtrim (misc.c) cut at the first blank instead of trimming the end. */
function jumpHops(text: string, release: Release): readonly string[] {
  if (release <= 806) return text.split(",");
  const hash = text.indexOf("#");
  const bare = hash === -1 ? text : text.slice(0, hash);
  const kept = release <= 1000 ? bare.replace(/(?!^)\s.*$/s, "") : bare.trimEnd();
  return kept.split(",");
}

/** misc.c parse_user_host_port after parse_ssh_uri. Up to 8.4 a URI had to pass for a plain hop as well. */
function isHop(text: string, release: Release): boolean {
  const isUri = release >= 707 && text.startsWith("ssh://");
  if (isUri && !isHopUri(text.slice(6), release)) return false;
  return (isUri && release >= 805) || isPlainHop(text, release);
}

function isPlainHop(text: string, release: Release): boolean {
  const at = release <= 706 ? text.indexOf("@") : text.lastIndexOf("@");
  // misc.c hpdelim itself took `/` up to 8.8.
  const split = splitHost(text.slice(at + 1), release <= 808);
  if (at === 0 || split === null || split.host === "") return false;
  return split.port === null || split.port === "" || isPort(split.port, release);
}

/** misc.c parse_uri behind `ssh://`: it may end in a slash, but not name a path. */
function isHopUri(text: string, release: Release): boolean {
  const at = text.indexOf("@");
  const split = splitHost(text.slice(at + 1).replace(/\/$/, ""), false);
  if (at === 0 || (at > 0 && text.startsWith(";")) || split === null || split.host === "") return false;
  if (domainError(split.host.replace(/^\[(.*)\]$/s, "$1"), release) !== null) return false;
  return split.port === null || split.port === "" || isPort(split.port, release);
}

// --- The rest of the line

/** Null where nothing at all follows the keyword. */
function restOf(line: Line): string | null {
  const text = line.args.length === 0 ? null : line.args.map((argument) => argument.value).join(" ");
  skipRest(line);
  return text === null ? null : withoutLeading(text, line.side === "client" ? " \t\r\n=" : " \t\r\n");
}

/** readconf.c parse_command: up to 8.6 `ProxyCommand=` was taken, without the `=` it was not. */
const rest: Check = (line) => (restOf(line) === null && line.release <= 806 ? "Missing argument" : null);

/** servconf.c sForceCommand, sVersionAddendum: not empty. */
const restOfLine: Check = (line) => (restOf(line) || line.release >= 807 ? null : "Missing argument");

const versionAddendum: Check = (line) => {
  const text = restOf(line);
  if (text === null || text === "") return line.release >= 807 ? null : "Missing argument";
  const stores = store(line, "VersionAddendum");
  return text.includes("\r") && (stores || line.release >= 807) ? "Invalid argument" : null;
};

/** servconf.c sAuthorizedKeysCommand: up to 8.6 looked at where the block applies and no line before it stored one. */
const absoluteCommand: Check = (line) => {
  const text = restOf(line);
  if (text === null && line.release <= 806) return "Missing argument";
  const isChecked = store(line, line.standing.name) || line.release >= 807;
  return !isChecked || isNone(text ?? "") || text?.startsWith("/") ? null : "must be an absolute path";
};

// --- Environment and files

/** readconf.c oSendEnv, servconf.c sAcceptEnv. */
const envNames: Check = (line) =>
  each(line, (text) => (text === "" || text.includes("=") ? "Invalid environment name" : null), { needsOne: 907 });

const setEnv: Check = (line) => each(line, (text) => (text.includes("=") ? null : "Invalid SetEnv"), { needsOne: 907 });

/** Patterns of Host. */
const host: Check = (line) => each(line, notEmpty) ?? (line.release <= 806 ? skipRest(line) : null);

const include: Check = (line) => each(line, notEmpty, { needsOne: line.side === "server" ? 0 : undefined });

const anyWord = single(accepted, "Missing argument");
const anyFile = single(accepted, "missing file name");

const checkers = {
  host,
  match: skipRest,
  include,
  anything: skipRest,
  refused: () => "setting RDomain not supported on this platform",
  time,
  "time-or-none": timeOrNone,
  count,
  "count-or-none": countOrNone,
  flag,
  "tcp-keepalive": tcpKeepAlive,
  port,
  string: anyWord,
  file: anyFile,
  rest,
  "rest-of-line": restOfLine,
  "version-addendum": versionAddendum,
  "absolute-command": absoluteCommand,
  jump,
  "rekey-limit": rekeyLimit,
  "control-persist": controlPersist,
  "channel-timeout": channelTimeout,
  "octal-mask": octalMask,
  "tunnel-device": tunnelDevice,
  "ip-qos": ipQos,
  "obscure-timing": obscureTiming,
  "max-startups": maxStartups,
  "net-block-size": netBlockSize,
  penalties,
  "add-keys": addKeys,
  "pubkey-auth-options": pubkeyAuthOptions,
  agent: single(agent, "Missing argument"),
  "forward-agent": forwardAgent,
  "escape-char": escapeChar,
  "authentication-methods": authenticationMethods,
  subsystem,
  "permit-open": permitOpen(permitted),
  "permit-listen": permitOpen(permittedListen),
  "permit-remote-open": permitRemoteOpen,
  "listen-address": listenAddress,
  "local-forward": forward("local"),
  "remote-forward": forward("remote"),
  "dynamic-forward": forward("dynamic"),
  "canonical-domains": canonicalDomains,
  "permitted-cnames": permittedCnames,
  "env-names": envNames,
  "set-env": setEnv,
} satisfies Record<string, Check>;
