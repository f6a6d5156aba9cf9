import type { Side } from "../base/side.ts";
import type { ConfigFile } from "../eval/config-file.ts";
import { type EffectiveSettings, type SettingValues, valuesOf } from "../eval/connection.ts";
import { type Evaluated, group } from "../eval/effective.ts";
import type { Program } from "../eval/program.ts";
import type { EvaluatedRoot } from "../eval/root.ts";
import type { Version } from "../openssh/versions.ts";
import type { Policy, SidePolicy } from "../policy/policy.ts";
import { sidePolicyFor } from "../policy/resolve.ts";
import type { View } from "../rules/rule.ts";
import { timeline } from "../timeline/dead-peer.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Host } from "./host.ts";
import { userConfigOf } from "./inputs.ts";
import { besideFile, type LintRoot, refusesOwner } from "./roots.ts";

/** One release of each way of reading lines (openssh/versions.ts), for what others make of a line. */
const tellingReleases = [706, 803, 804, 806, 807, 902, 908, 909, 1002, 1006];

/** How a root was read: in full, or by its survey alone. */
export type Reading = Pick<EvaluatedRoot, "input" | "program" | "connections"> &
  Partial<Pick<EvaluatedRoot, "targets">> & {
    readonly outcomes?: readonly Evaluated[];
    readonly doubtful?: readonly Evaluated[];
  };

/** What the rules may look at of one root. */
export const viewOf = (root: LintRoot, reading: Reading, policy: Policy, host: Host): View =>
  new RootView(root, reading, policy, host);

/** A class, since a run may have thousands: V8 gives each object with getters of its own a shape, which no small collection frees. */
class RootView implements View {
  readonly side: Side;
  readonly version: Version;
  readonly root: ConfigFile;
  readonly sidePolicy: SidePolicy;
  readonly isFragment: boolean;
  readonly isLive: boolean;
  readonly isTemplate: boolean;
  private grouped: readonly Evaluated[] | null = null;
  private others: readonly Program[] | null = null;
  private timelines: Map<number | string, Timeline> | null = null;

  constructor(
    private readonly from: LintRoot,
    private readonly reading: Reading,
    readonly policy: Policy,
    private readonly host: Host,
  ) {
    const { side, version, roots } = reading.input;
    this.side = side;
    this.version = version;
    this.root = roots[0]?.file ?? from.file;
    this.sidePolicy = policy.sides[side];
    this.isFragment = from.isFragment;
    this.isLive = from.isLive;
    this.isTemplate = from.isTemplate;
  }

  get program(): Program {
    return this.reading.program;
  }

  get connections(): readonly Evaluated[] {
    this.grouped ??= this.connectionsByPolicy();
    return this.grouped;
  }

  get outcomes(): readonly Evaluated[] {
    return this.reading.outcomes ?? this.connections;
  }

  get doubtful(): readonly Evaluated[] {
    return this.reading.doubtful ?? this.connections.filter(({ possible }) => possible.length > 0);
  }

  get refusesRoot(): string | null {
    return refusesRoot(this.from, this.host);
  }

  otherVersions(): readonly Program[] {
    this.others ??= this.readByOthers();
    return this.others;
  }

  /** Thousands of findings may be about a few values; each is judged before and after its fix. */
  timeline(settings: EffectiveSettings, proxied: boolean): Timeline {
    const key = timelineKey(settings, proxied);
    this.timelines ??= new Map();
    const found = this.timelines.get(key) ?? this.timelineOf(valuesOf(settings), proxied);
    if (this.timelines.size < MOST_REMEMBERED) this.timelines.set(key, found);
    return found;
  }

  hasFileBeside(file: ConfigFile, name: string): boolean {
    return this.host.files.facts(besideFile(file, name))?.kind === "file";
  }

  private connectionsByPolicy(): readonly Evaluated[] {
    const { policy, reading, side } = this;
    return policy.overrides.length === 0 || reading.targets === undefined
      ? reading.connections
      : groupedByPolicy(reading.targets(), policy, side);
  }

  private readByOthers(): readonly Program[] {
    const { version, host, reading } = this;
    const { from, to } = this.from.assumed;
    const compile = (release: number): Program =>
      host.loadJudge().compile({ ...reading.input, version: { ...version, release } }).program;
    return tellingReleases
      .filter((other) => other !== version.release && other >= from && other <= to)
      .map((other) => compile(other));
  }

  private timelineOf(settings: SettingValues, proxied: boolean): Timeline {
    const { side, version, policy } = this;
    const { kernel, network } = policy;
    return timeline({ side, release: version.release, settings, proxied, kernel, networkLimit: network.limit });
  }
}

const MOST_REMEMBERED = 10_000;

/** A number wherever it fits one, since it is asked for every finding. */
function timelineKey({ interval, countMax, tcpKeepAlive }: EffectiveSettings, proxied: boolean): number | string {
  const [seconds, count, word] = [interval.value, countMax.value, tcpKeepAlive.value];
  if (word === "all" || count < 0 || count >= 1000 || !Number.isInteger(seconds))
    return `${seconds}|${count}|${word}|${proxied}`;
  return (seconds * 1000 + count) * 4 + (word === "yes" ? 2 : 0) + (proxied ? 1 : 0);
}

/** Targets that get the same and of which the same is asked. */
function groupedByPolicy(targets: Iterable<Evaluated>, policy: Policy, side: Side): readonly Evaluated[] {
  const parts = new Map<SidePolicy, Evaluated[]>();
  for (const one of targets) {
    const asked = sidePolicyFor(policy, side, one.targets[0] ?? "*");
    const part = parts.get(asked);
    if (part === undefined) parts.set(asked, [one]);
    else part.push(one);
  }
  return [...parts.values()].flatMap((part) => group(part));
}

/** Only ~/.ssh/config itself is checked; /etc/ssh/ssh_config and a file of `-F` are not (ssh.c process_config_files). */
function refusesRoot(root: LintRoot, host: Host): string | null {
  const { path } = root.file.source;
  if (!root.isLive || path !== userConfigOf(host)) return null;
  return refusesOwner(root.file.facts, path, root.assumed.version, host);
}
