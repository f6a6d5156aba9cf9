import { type Tri, type Unknown, unknown } from "../base/tri.ts";
import { matchHostname, matchPatternList } from "../openssh/patterns.ts";
import { grammarOf, releaseString, type Version } from "../openssh/versions.ts";
import type { Assumption } from "./connection.ts";
import type { Criterion } from "./criteria.ts";
import type { Condition } from "./program.ts";

/** What ssh is called with. Unknown parts are those that a lint cannot know. */
export interface ClientRequest {
  /** The name as typed, without user and port. */
  readonly host: string;
  /** `-l` or user@; null where not given. */
  readonly user: string | null;
  readonly localUser: string | Unknown;
  /** `-P`; "" where not given. */
  readonly tag: string | Unknown;
  readonly command: string | Unknown;
  readonly sessionType: "shell" | "exec" | "subsystem" | "none" | Unknown;
}

/** What is known where a Match line is come to. */
export interface Circumstances {
  readonly version: Version;
  readonly request: ClientRequest;
  /** The second reading of the files. */
  readonly final: boolean;
  /** What `Match host` is asked about: HostName's as soon as a line has set it. */
  readonly currentHost: () => string;
  /** What a line that was read before has set. */
  readonly configured: (slot: "user" | "tag" | "sessionType") => string | undefined;
}

/** Whether a criterion holds; unknown where it depends on more than the files and what is known of the call. */
export function criterionHolds(pass: Circumstances, criterion: Criterion): Tri {
  const { request } = pass;
  switch (criterion.name) {
    case "all":
      return true;
    case "final":
    case "canonical":
      return pass.final;
    case "host":
      return matchHostname(pass.currentHost(), criterion.patterns);
    case "originalhost":
      return matchHostname(request.host, criterion.patterns);
    case "user":
      return matchText(remoteUser(pass), criterion);
    case "localuser":
      return matchText(request.localUser, criterion);
    case "version":
      return matchRelease(pass, criterion);
    case "tagged":
      return matchMaybeEmpty(pass, tagOf(pass), criterion);
    case "command":
      return matchMaybeEmpty(pass, request.command, criterion);
    case "sessiontype":
      return matchText(sessionTypeOf(pass), criterion);
    case "exec":
      return unknown("it depends on a command, which is never run here");
    default:
      return unknown("it depends on the networks that this machine is in");
  }
}

function matchText(text: string | Unknown, criterion: Criterion): Tri {
  if (typeof text === "string") return matchPatternList(text, criterion.patterns) === 1;
  const [only] = criterion.patterns;
  return criterion.patterns.length === 1 && only?.text === "*" ? !only.negated : text;
}

function matchMaybeEmpty({ version }: Circumstances, text: string | Unknown, criterion: Criterion): Tri {
  const alone = grammarOf(version, "client").emptyMatchesEmptyAlone;
  return text === "" && alone ? criterion.argument === "" : matchText(text, criterion);
}

const remoteUser = ({ request, configured }: Circumstances): string | Unknown =>
  request.user ?? configured("user") ?? request.localUser;

function tagOf({ request: { tag }, configured }: Circumstances): string | Unknown {
  return typeof tag === "string" && tag !== "" ? tag : (configured("tag") ?? tag);
}

function sessionTypeOf({ request: { sessionType }, configured }: Circumstances): string | Unknown {
  const own = configured("sessionType");
  if (own !== "none" && own !== "subsystem") return sessionType;
  return sessionType === "none" || sessionType === "subsystem" ? sessionType : own;
}

/** Vendors append their package version to the release string, which a pattern may or may not cover. */
function matchRelease({ version }: Circumstances, criterion: Criterion): Tri {
  const bare = releaseString(version);
  const plain = matchPatternList(bare, criterion.patterns) === 1;
  if (version.vendor === "upstream") return plain;
  const suffixed = matchPatternList(`${bare} Debian-1`, criterion.patterns) === 1;
  return plain === suffixed ? plain : unknown("it depends on the vendor's exact package version");
}

/** That an unknown criterion of a Match line holds, or does not. */
export function assumptionAbout(
  { directive, file: { source } }: Condition,
  { start, end }: Criterion,
  because: string,
  holds: boolean,
): Assumption {
  const criterion = source.text.slice(start, end).replace(/^!/, "");
  return { source, offset: start, directive, criterion, because, holds };
}
