import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";

/** A network namespace by name; it vanishes with the lab. */
export interface Machine {
  readonly name: string;
  readonly address: string;
}

/** A path of machines with a router between each two: stopping a router cuts the path without a word, as a dead one far away. */
export interface Path {
  readonly machines: readonly Machine[];
  /** `hop` 0 is the first. Drops everything that would pass. */
  readonly cut: (hop: number) => void;
  readonly heal: (hop: number) => void;
}

/** Settings of one machine's kernel, by their name under net.ipv4. */
export type Sysctls = Readonly<Record<string, number>>;

let made = false;
/** Names of network namespaces that nobody outside the lab sees. */
function prepare(): void {
  if (made) return;
  mkdirSync("/run/netns", { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "lab", "/run/netns"]);
  made = true;
}

/** The words that run a program in a machine's network. */
export const inside = ({ name }: Pick<Machine, "name">): string[] => [`--net=/run/netns/${name}`, "--"];

function batch(lines: readonly string[]): void {
  const { status, stderr } = spawnSync("ip", ["-batch", "-"], { input: lines.join("\n"), encoding: "utf8" });
  if (status !== 0) throw new Error(`ip: ${stderr}`);
}

function write(name: string, values: Sysctls): void {
  const words = Object.entries(values).map(([key, value]) => `echo ${value} > /proc/sys/net/ipv4/${key}`);
  if (words.length > 0) execFileSync("nsenter", [...inside({ name }), "sh", "-ec", words.join("\n")]);
}

/** `names` as many machines, each with its kernel's settings; `id` is unique in the lab. */
export function makePath(id: number, kernels: readonly Sysctls[]): Path {
  prepare();
  const machines = kernels.map((_, index) => ({
    name: `m${id}-${index}`,
    address: index === 0 ? "10.0.0.2" : `10.0.${index - 1}.3`,
  }));
  const routers = machines.slice(1).map((_, index) => `r${id}-${index}`);
  batch([...machines.map(({ name }) => name), ...routers].map((name) => `netns add ${name}`));
  for (const [hop, router] of routers.entries()) join(id, hop, machines, router);
  machines.forEach(({ name }, index) => write(name, kernels[index] ?? {}));
  for (const router of routers) write(router, { ip_forward: 1 });
  return {
    machines,
    cut: (hop) => write(routers[hop] ?? "", { ip_forward: 0 }),
    heal: (hop) => write(routers[hop] ?? "", { ip_forward: 1 }),
  };
}

/** Two links with the router between them: NEAR 10.0.HOP.2 - 10.0.HOP.102 ROUTER 10.0.HOP.103 - 10.0.HOP.3 FAR. */
function join(id: number, hop: number, machines: readonly Machine[], router: string): void {
  const [near, far] = [machines[hop]?.name ?? "", machines[hop + 1]?.name ?? ""];
  const at = (last: number): string => `10.0.${hop}.${last}`;
  const [a, b] = [`a${id}-${hop}`, `b${id}-${hop}`];
  batch([
    `link add ${a} netns ${near} type veth peer name ${a}r netns ${router}`,
    `link add ${b} netns ${far} type veth peer name ${b}r netns ${router}`,
  ]);
  attach(near, a, at(2), at(102));
  attach(router, `${a}r`, at(102), at(2));
  attach(router, `${b}r`, at(103), at(3));
  attach(far, b, at(3), at(103));
  configure(near, [`route add ${at(3)}/32 via ${at(102)} src ${at(2)}`]);
  configure(far, [`route add ${at(2)}/32 via ${at(103)} src ${at(3)}`]);
}

const attach = (name: string, device: string, own: string, peer: string): void =>
  configure(name, [`addr add ${own}/32 peer ${peer} dev ${device}`, `link set ${device} up`, "link set lo up"]);

/** `ip -batch` works in one namespace at a time. */
function configure(name: string, lines: readonly string[]): void {
  const { status, stderr } = spawnSync("ip", ["-n", name, "-batch", "-"], {
    input: lines.join("\n"),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`ip -n ${name}: ${stderr}`);
}

/** Takes a path's namespaces away, so that hundreds of cases do not pile up. */
export function removePath({ machines }: Path, id: number): void {
  const routers = machines.slice(1).map((_, hop) => `r${id}-${hop}`);
  batch([...machines.map(({ name }) => name), ...routers].map((name) => `netns del ${name}`));
}
