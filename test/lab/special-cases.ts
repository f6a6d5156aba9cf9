import { count, seconds } from "../../src/base/units.ts";
import { timeline } from "../../src/timeline/dead-peer.ts";
import { kernels, tunedKernel } from "../../src/timeline/kernels.ts";
import { type Fate, isNever, type Timeline } from "../../src/timeline/timeline.ts";
import type { Measured } from "./measured.ts";
import type { Sysctls } from "./namespaces.ts";
import { connect } from "./plain-cases.ts";
import { descendants, lastReceived, now, pause, type Running, signal, start } from "./processes.ts";
import type { Root } from "./roots.ts";
import { clientConfig, crowd, type Keywords, type Place, withPlace } from "./session.ts";

const noKeepalive: Keywords = { TCPKeepAlive: "no" };
const never = (because: string): Fate => ({ never: true, because });

/** A client's timeline on Linux, for a short path. */
function clientTimeline(release: number, interval: number, countMax: number, proxied = false): Timeline {
  return timeline({
    side: "client",
    release,
    settings: { interval: seconds(interval), countMax: count(countMax), tcpKeepAlive: proxied ? "yes" : "no" },
    proxied,
    kernel: tunedKernel(kernels.linux, { roundTripMs: count(1) }),
    networkLimit: null,
  });
}

const alive = (interval: number, countMax: number): Keywords => ({
  ServerAliveInterval: interval,
  ServerAliveCountMax: countMax,
  ...noKeepalive,
});

/** Seconds from a moment to a program's end. */
async function untilEnd(one: Running, from: number, limit: number): Promise<Measured> {
  const endedAt = await one.ended(limit * 1000);
  return { seconds: endedAt === null ? null : (endedAt - from) / 1000, watched: limit };
}

const limitOf = (fate: Fate, quiet = 8): number => (isNever(fate) ? quiet : fate.latest * 1.25 + 4);

interface Jump {
  readonly name: string;
  readonly target: readonly [interval: number, count: number];
  readonly gateway: readonly [interval: number, count: number];
  /** 0: between client and gateway; 1: behind it. */
  readonly cut: 0 | 1;
  readonly kernel?: Sysctls;
  readonly predicted: (release: number) => Fate;
}

const soonerOf = (left: Fate, right: Fate): Fate =>
  isNever(left) || (!isNever(right) && right.latest < left.latest) ? right : left;

const through = (release: number, [interval, countMax]: Jump["target"]): Fate =>
  clientTimeline(release, interval, countMax, true).deadPeer.idle;
const direct = (release: number, [interval, countMax]: Jump["gateway"]): Fate =>
  clientTimeline(release, interval, countMax).deadPeer.idle;

const jumps: readonly Jump[] = [
  {
    name: "target's probes, cut before the jump host",
    target: [1, 2],
    gateway: [0, 3],
    cut: 0,
    predicted: (release) => through(release, [1, 2]),
  },
  {
    name: "target's probes, cut behind the jump host",
    target: [1, 2],
    gateway: [0, 3],
    cut: 1,
    predicted: (release) => through(release, [1, 2]),
  },
  {
    name: "both probe, cut before the jump host",
    target: [3, 3],
    gateway: [1, 1],
    cut: 0,
    predicted: (release) => soonerOf(through(release, [3, 3]), direct(release, [1, 1])),
  },
  {
    name: "only the jump host's probes, cut behind it",
    target: [0, 3],
    gateway: [1, 1],
    cut: 1,
    predicted: () => never("the jump host answers"),
  },
  {
    name: "target's TCPKeepAlive, kernel keepalive 2/1/2, cut before the jump host",
    target: [0, 3],
    gateway: [0, 3],
    cut: 0,
    kernel: { tcp_keepalive_time: 2, tcp_keepalive_intvl: 1, tcp_keepalive_probes: 2 },
    predicted: (release) => through(release, [0, 3]),
  },
];

/** A prediction and how to test it. */
export interface SpecialCase {
  readonly name: string;
  readonly predicted: Fate;
  readonly measure: (root: Root) => Promise<Measured>;
}

const jumpCase = (jump: Jump, release: number): SpecialCase => ({
  name: `ProxyJump, ${jump.name}`,
  predicted: jump.predicted(release),
  measure: (root) => measureJump(jump, jump.predicted(release), root),
});

function measureJump({ target, gateway, cut, kernel = {} }: Jump, predicted: Fate, root: Root): Promise<Measured> {
  return withPlace(root, [kernel, { ip_forward: 0 }, {}], [noKeepalive, noKeepalive], async (place) => {
    const hosts = {
      target: { HostName: "10.0.1.3", ProxyJump: "gateway", ...alive(...target), TCPKeepAlive: "yes" },
      gateway: { HostName: "10.0.0.3", ...alive(...gateway) },
    };
    place.write("config", clientConfig(hosts));
    const client = await crowd(() => connect(place, "target", "idle"));
    await pause(1000 + 1000 * Math.random());
    await place.path.cut(cut);
    const [here, between] = place.path.machines;
    if (here === undefined || between === undefined) throw new Error("a path without machines");
    const from = cut === 0 ? await lastReceived(here) : now();
    return untilEnd(client, from, limitOf(predicted));
  });
}

/** A second session on the connection of a first one, which alone has the say. */
function sharedCase(
  release: number,
  master: readonly [number, number],
  joining: readonly [number, number],
): SpecialCase {
  const predicted = clientTimeline(release, ...master).deadPeer.idle;
  return {
    name: `ControlMaster ${master.join("/")}, joined with ${joining.join("/")}, drop`,
    predicted,
    measure: (root) =>
      withShared(root, master, async (place) => {
        const joined = await crowd(() => joinMaster(place, joining));
        await pause(500);
        await place.path.cut(0);
        return untilEnd(joined, await lastOf(place), limitOf(predicted));
      }),
  };
}

const hangs: SpecialCase = {
  name: "ControlMaster 0/3 is dead: a new session with ConnectTimeout 2",
  predicted: never("the dead master answers on its socket"),
  measure: (root) =>
    withShared(root, [0, 3], async (place) => {
      await place.path.cut(0);
      const joined = place.start([...sshOf(place), "-o", "ConnectTimeout=2", "target", "idle"]);
      return untilEnd(joined, now(), 8);
    }),
};

const sshOf = ({ directory }: Place): string[] => [
  "/usr/bin/ssh",
  "-F",
  `${directory}/config`,
  "-o",
  `ControlPath=${directory}/socket`,
];

function withShared(
  root: Root,
  master: readonly [number, number],
  use: (place: Place) => Promise<Measured>,
): Promise<Measured> {
  return withPlace(root, [{}, {}], [noKeepalive], async (place) => {
    place.write("config", clientConfig({ target: { HostName: "10.0.0.3", ...noKeepalive } }));
    const options = ["-M", "-S", `${place.directory}/socket`, ...aliveOptions(master)];
    await crowd(() => connect(place, "target", "idle", ...options));
    await pause(1000);
    return use(place);
  });
}

const aliveOptions = ([interval, countMax]: readonly [number, number]): string[] => [
  "-o",
  `ServerAliveInterval=${interval}`,
  "-o",
  `ServerAliveCountMax=${countMax}`,
];

async function joinMaster(place: Place, values: readonly [number, number]): Promise<Running> {
  const joined = place.start([...sshOf(place), ...aliveOptions(values), "target", "idle"]);
  await joined.said(/ready/, 30_000);
  return joined;
}

async function lastOf(place: Place): Promise<number> {
  const [here] = place.path.machines;
  if (here === undefined) throw new Error("a path without machines");
  return lastReceived(here);
}

/** A server that says hello and nothing more: each wait before login is interval x count. */
function loginCase(release: number, interval: number, countMax: number): SpecialCase {
  const wait = clientTimeline(release, interval, countMax).loginWait;
  const predicted: Fate = wait === null ? never("no limit before login") : { earliest: wait, latest: wait, by: "ssh" };
  return {
    name: `login stalls, client ${interval}/${countMax}`,
    predicted,
    measure: (root) =>
      withPlace(root, [{}, {}], [], async (place) => {
        const [, far] = place.path.machines;
        if (far === undefined) throw new Error("a path without machines");
        const silent = start(root, far, ["/mute"]);
        await silent.said(/listening/, 30_000);
        place.write("config", clientConfig({ target: { HostName: "10.0.0.3", ...alive(interval, countMax) } }));
        const client = place.start(["/usr/bin/ssh", "-F", `${place.directory}/config`, "target", "idle"]);
        const outcome = await untilEnd(client, now(), limitOf(predicted, 5));
        signal([silent.pid], "SIGKILL");
        return outcome;
      }),
  };
}

/** A closed lid, as far as a stopped process is one: the clock goes on, the path stays well. */
function sleepCase(interval: number, countMax: number): SpecialCase {
  const slept = 6;
  const dropsHealthy = countMax === 0 && interval > 0;
  const predicted: Fate = dropsHealthy
    ? { earliest: seconds(0), latest: seconds(interval), by: "ssh" }
    : never("the server answers the first probe after waking");
  return {
    name: `asleep for ${slept} s, client ${interval}/${countMax}, from waking`,
    predicted,
    measure: (root) =>
      withPlace(root, [{}, {}], [noKeepalive], async (place) => {
        place.write("config", clientConfig({ target: { HostName: "10.0.0.3", ...alive(interval, countMax) } }));
        const client = await crowd(() => connect(place, "target", "idle"));
        await pause(200);
        signal([client.pid], "SIGSTOP");
        await pause(slept * 1000);
        signal([client.pid], "SIGCONT");
        return untilEnd(client, now(), limitOf(predicted, 6));
      }),
  };
}

/** A path that heals so many seconds behind the first unanswered probe; an idle client. */
function outageCase(release: number, interval: number, countMax: number, healed: number): SpecialCase {
  const { outageTolerance, deadPeer } = clientTimeline(release, interval, countMax);
  if ("unlimited" in outageTolerance || isNever(deadPeer.idle)) throw new Error("an outage that nothing ends");
  const end = deadPeer.idle;
  const survives = healed <= outageTolerance.surely;
  if (!survives && healed < outageTolerance.atBest) throw new Error("between surely and at best nothing is promised");
  return {
    name: `outage until ${healed} s behind the first probe, client ${interval}/${countMax}`,
    predicted: survives ? never("outages up to surely are survived") : end,
    measure: (root) =>
      withPlace(root, [{}, {}], [noKeepalive], async (place) => {
        place.write("config", clientConfig({ target: { HostName: "10.0.0.3", ...alive(interval, countMax) } }));
        const client = await crowd(() => connect(place, "target", "idle"));
        await pause(500);
        await place.path.cut(0);
        const last = await lastOf(place);
        // The first probe leaves up to a second early: the outage must end in time for the earliest, too.
        const until = (interval + healed - (survives ? 1 : 0)) * 1000;
        await pause(Math.max(0, last + until - now()));
        await place.path.heal(0);
        return untilEnd(client, last, end.latest * 1.25 + 4);
      }),
  };
}

/** A jump host whose sshd hangs while its kernel answers. */
function frozenJump(release: number): SpecialCase {
  const predicted = through(release, [1, 2]);
  return {
    name: "ProxyJump, target's probes, the jump host's sshd hangs",
    predicted,
    measure: (root) =>
      withPlace(root, [{}, {}, {}], [noKeepalive, noKeepalive], async (place) => {
        const hosts = {
          target: { HostName: "10.0.1.3", ProxyJump: "gateway", ...alive(1, 2) },
          gateway: { HostName: "10.0.0.3", ...noKeepalive },
        };
        place.write("config", clientConfig(hosts));
        const client = await crowd(() => connect(place, "target", "idle"));
        await pause(1000 + 1000 * Math.random());
        signal(descendants(place.servers[0]?.pid ?? 0), "SIGSTOP");
        return untilEnd(client, await lastOf(place), limitOf(predicted));
      }),
  };
}

/** What more than one process or more than one moment makes of a connection. */
export const specialCases = (release: number): readonly SpecialCase[] => [
  ...jumps.map((jump) => jumpCase(jump, release)),
  frozenJump(release),
  sharedCase(release, [1, 2], [9, 9]),
  sharedCase(release, [0, 3], [1, 1]),
  hangs,
  loginCase(release, 1, 2),
  loginCase(release, 2, 2),
  loginCase(release, 0, 3),
  sleepCase(1, 2),
  sleepCase(2, 0),
  outageCase(release, 2, 4, 4),
  outageCase(release, 2, 3, 7),
];
