import { count, seconds } from "../../src/base/units.ts";
import type { TcpKeepAlive } from "../../src/eval/connection.ts";
import { timeline } from "../../src/timeline/dead-peer.ts";
import { type KernelOverrides, kernels, tunedKernel } from "../../src/timeline/kernels.ts";
import type { Fate } from "../../src/timeline/timeline.ts";
import type { Measured } from "./measured.ts";
import type { Sysctls } from "./namespaces.ts";
import { descendants, end, lastReceived, now, pause, type Running, signal } from "./processes.ts";
import type { Root } from "./roots.ts";
import { clientConfig, crowd, type Keywords, type Place, withPlace } from "./session.ts";

/** One session between two machines, and what is done to it. */
export interface PlainCase {
  readonly side: "client" | "server";
  readonly interval: number;
  readonly countMax: number;
  readonly tcpKeepAlive?: TcpKeepAlive;
  readonly doing: "idle" | "sending" | "receiving";
  readonly event: "drop" | "freeze" | "healthy";
  /** tcp_retries2 and keepalive time/interval/probes of the side under test. */
  readonly retries?: number;
  readonly keepalive?: readonly [time: number, interval: number, probes: number];
  /** Seconds to watch where nothing is to happen. */
  readonly watch?: number;
}

export function nameOf({
  side,
  interval,
  countMax,
  doing,
  event,
  retries,
  keepalive,
  tcpKeepAlive,
}: PlainCase): string {
  const kernel = [
    ...(tcpKeepAlive === undefined ? [] : [`TCPKeepAlive ${tcpKeepAlive}`]),
    ...(retries === undefined ? [] : [`retries2 ${retries}`]),
    ...(keepalive === undefined ? [] : [`keepalive ${keepalive.join("/")}`]),
  ];
  return [`${side} ${interval}/${countMax}`, doing, event, ...kernel].join(", ");
}

function overridesOf({ retries, keepalive }: PlainCase): KernelOverrides {
  return {
    roundTripMs: count(1),
    ...(retries === undefined ? {} : { tcpRetries2: count(retries) }),
    ...(keepalive === undefined
      ? {}
      : {
          tcpKeepaliveTime: seconds(keepalive[0]),
          tcpKeepaliveInterval: seconds(keepalive[1]),
          tcpKeepaliveProbes: count(keepalive[2]),
        }),
  };
}

function sysctlsOf({ retries, keepalive }: PlainCase): Sysctls {
  return {
    ...(retries === undefined ? {} : { tcp_retries2: retries }),
    ...(keepalive === undefined
      ? {}
      : {
          tcp_keepalive_time: keepalive[0],
          tcp_keepalive_intvl: keepalive[1],
          tcp_keepalive_probes: keepalive[2],
        }),
  };
}

/** What the model says, by the same function that the tool uses. */
export function predicted(one: PlainCase, release: number): Fate {
  const { side, interval, countMax, tcpKeepAlive = "yes", doing, event } = one;
  const { deadPeer } = timeline({
    side,
    release,
    settings: { interval: seconds(interval), countMax: count(countMax), tcpKeepAlive },
    proxied: false,
    kernel: tunedKernel(kernels.linux, overridesOf(one)),
    networkLimit: null,
  });
  if (event === "healthy") return healthyFate(one, deadPeer.idle);
  if (event === "freeze") return deadPeer.frozen;
  return doing === "sending" ? deadPeer.sending : deadPeer.idle;
}

/** A peer that answers is dropped only where no probe asks it: a client's count of 0. */
const healthyFate = ({ side, interval, countMax }: PlainCase, idle: Fate): Fate =>
  side === "client" && countMax === 0 && interval > 0 ? idle : { never: true, because: "the peer answers" };

const alive = (side: PlainCase["side"], { interval, countMax, tcpKeepAlive = "yes" }: PlainCase): Keywords => ({
  [side === "client" ? "ServerAliveInterval" : "ClientAliveInterval"]: interval,
  [side === "client" ? "ServerAliveCountMax" : "ClientAliveCountMax"]: countMax,
  TCPKeepAlive: tcpKeepAlive,
});

/** The side that is not under test never asks. */
const silent: Keywords = { TCPKeepAlive: "no" };

/** Runs one case; seconds from the last data received, or from the cut where the side under test sends. */
export async function measure(one: PlainCase, root: Root): Promise<Measured> {
  const { side, doing, event } = one;
  const isClient = side === "client";
  const kernelsOf: Sysctls[] = isClient ? [sysctlsOf(one), {}] : [{}, sysctlsOf(one)];
  return withPlace(root, kernelsOf, [isClient ? silent : alive("server", one)], async (place) => {
    place.write(
      "config",
      clientConfig({ target: { HostName: "10.0.0.3", ...(isClient ? alive("client", one) : silent) } }),
    );
    const client = await crowd(() => connect(place, "target", wordOf(one)));
    const stopFeeding = feeds(one) ? feed(client) : () => undefined;
    // With a client's count of 0 the end is near as soon as the session is quiet.
    await pause(event === "healthy" ? 300 : 1000 + 1000 * Math.random());
    const machine = place.path.machines[isClient ? 0 : 1];
    const [server] = place.servers;
    if (machine === undefined || server === undefined) throw new Error("a place without two machines");
    const cut = now();
    if (event === "drop") await place.path.cut(0);
    if (event === "freeze") signal(isClient ? descendants(server.pid) : [client.pid], "SIGSTOP");
    // Asked behind the cut: an answer on its way would otherwise come between the two.
    const from = doing === "sending" && event === "drop" ? cut : await lastReceived(machine);
    const limit = watchOf(one, predicted(one, root.release));
    const endedAt = isClient ? await client.ended(limit) : await serverEnded(server, limit);
    stopFeeding();
    end(client);
    return { seconds: endedAt === null ? null : (endedAt - from) / 1000, watched: limit / 1000 };
  });
}

/** Starts ssh and waits until the session's program runs. */
export async function connect(place: Place, host: string, word: string, ...options: string[]): Promise<Running> {
  const config = `${place.directory}/config`;
  const client = place.start(["/usr/bin/ssh", "-F", config, ...options, host, word]);
  await place.servers
    .at(-1)
    ?.said(/Starting session/, 15_000)
    .catch((error: Error) => Promise.reject(new Error(`${error.message} ssh said: ${client.output()}`)));
  return client;
}

/** What the server's shell does: who sends decides. */
function wordOf({ side, doing }: PlainCase): string {
  if (doing === "idle") return "idle";
  return (doing === "sending") === (side === "server") ? "emit 0.2" : "sink";
}

const feeds = ({ side, doing }: PlainCase): boolean =>
  doing !== "idle" && (doing === "sending") === (side === "client");

/** Types something every 0.2 s. */
function feed(client: Running): () => void {
  const timer = setInterval(() => client.child.stdin.write("x"), 200);
  return () => clearInterval(timer);
}

/** Milliseconds: beyond the latest prediction by more than the tolerance, so that a late end is still seen. */
const watchOf = ({ watch = 8 }: PlainCase, fate: Fate): number =>
  "never" in fate ? watch * 1000 : (fate.latest * 1.25 + 4) * 1000;

/** sshd says so when it gives a session up; a session's end without one of these lines is another end. */
async function serverEnded(server: Running, limit: number): Promise<number | null> {
  const words =
    /Timeout, client not responding|Read error from remote host|Connection reset|Connection closed|disconnect/;
  return server.said(words, limit).catch(() => null);
}
