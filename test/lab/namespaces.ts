import { mkdirSync } from "node:fs";
import { execute } from "./execute.ts";

/** A network namespace by name; it vanishes with the lab. */
export interface Machine {
  readonly name: string;
  readonly address: string;
}

/** A path of machines with a router between each two: stopping a router cuts the path without a word, as a dead one far away. */
export interface Path {
  readonly machines: readonly Machine[];
  /** `hop` 0 is the first. Drops everything that would pass. */
  readonly cut: (hop: number) => Promise<void>;
  readonly heal: (hop: number) => Promise<void>;
}

/** Settings of one machine's kernel, by their name under net.ipv4. */
export type Sysctls = Readonly<Record<string, number>>;

let prepared: Promise<unknown> | null = null;
/** Names of network namespaces that nobody outside the lab sees. */
function prepare(): Promise<unknown> {
  mkdirSync("/run/netns", { recursive: true });
  prepared ??= execute("mount", ["-t", "tmpfs", "lab", "/run/netns"]);
  return prepared;
}

/** The words that run a program in a machine's network. */
export const inside = ({ name }: Pick<Machine, "name">): string[] => [`--net=/run/netns/${name}`, "--"];

const batch = (lines: readonly string[]): Promise<string> => execute("ip", ["-batch", "-"], lines.join("\n"));

async function write(name: string, values: Sysctls): Promise<void> {
  const words = Object.entries(values).map(([key, value]) => `echo ${value} > /proc/sys/net/ipv4/${key}`);
  if (words.length > 0) await execute("nsenter", [...inside({ name }), "sh", "-ec", words.join("\n")]);
}

/** As many machines as kernels, each with its kernel's settings; `id` is unique in the lab. */
export async function makePath(id: number, kernels: readonly Sysctls[]): Promise<Path> {
  await prepare();
  const machines = kernels.map((_, index) => ({
    name: `m${id}-${index}`,
    address: index === 0 ? "10.0.0.2" : `10.0.${index - 1}.3`,
  }));
  const routers = machines.slice(1).map((_, index) => `r${id}-${index}`);
  await batch([...machines.map(({ name }) => name), ...routers].map((name) => `netns add ${name}`));
  for (const [hop, router] of routers.entries()) await join(id, hop, machines, router);
  for (const [index, { name }] of machines.entries()) await write(name, kernels[index] ?? {});
  for (const router of routers) await write(router, { ip_forward: 1 });
  return {
    machines,
    cut: (hop) => write(routers[hop] ?? "", { ip_forward: 0 }),
    heal: (hop) => write(routers[hop] ?? "", { ip_forward: 1 }),
  };
}

/** Two links with the router between them: NEAR 10.0.HOP.2 - 10.0.HOP.102 ROUTER 10.0.HOP.103 - 10.0.HOP.3 FAR. */
async function join(id: number, hop: number, machines: readonly Machine[], router: string): Promise<void> {
  const [near, far] = [machines[hop]?.name ?? "", machines[hop + 1]?.name ?? ""];
  const at = (last: number): string => `10.0.${hop}.${last}`;
  const [a, b] = [`a${id}-${hop}`, `b${id}-${hop}`];
  await batch([
    `link add ${a} netns ${near} type veth peer name ${a}r netns ${router}`,
    `link add ${b} netns ${far} type veth peer name ${b}r netns ${router}`,
  ]);
  await attach(near, a, at(2), at(102));
  await attach(router, `${a}r`, at(102), at(2));
  await attach(router, `${b}r`, at(103), at(3));
  await attach(far, b, at(3), at(103));
  await configure(near, [`route add ${at(3)}/32 via ${at(102)} src ${at(2)}`]);
  await configure(far, [`route add ${at(2)}/32 via ${at(103)} src ${at(3)}`]);
}

const attach = (name: string, device: string, own: string, peer: string): Promise<string> =>
  configure(name, [`addr add ${own}/32 peer ${peer} dev ${device}`, `link set ${device} up`, "link set lo up"]);

/** `ip -batch` works in one namespace at a time. */
const configure = (name: string, lines: readonly string[]): Promise<string> =>
  execute("ip", ["-n", name, "-batch", "-"], lines.join("\n"));

/** Takes a path's namespaces away, so that hundreds of cases do not pile up. */
export async function removePath({ machines }: Path, id: number): Promise<void> {
  const routers = machines.slice(1).map((_, hop) => `r${id}-${hop}`);
  await batch([...machines.map(({ name }) => name), ...routers].map((name) => `netns del ${name}`));
}
