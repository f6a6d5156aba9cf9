import { asciiLower } from "../openssh/keywords.ts";
import type { Program, Slot, Statement } from "./program.ts";

type Statements = Readonly<Partial<Record<Slot, Statement>>>;

/** One host of a ProxyJump list, as ssh takes it apart. */
export interface Jump {
  readonly host: string;
  readonly user: string | null;
  readonly port: number | null;
}

/** How ssh gets to a target: by itself, through the hosts of ProxyJump in the order of travel, or through a command. */
export type Route =
  | { readonly kind: "direct" }
  | { readonly kind: "jump"; readonly jumps: readonly Jump[]; readonly statement: Statement }
  | {
      readonly kind: "command";
      readonly command: string;
      /** The command hands a connected socket over and is gone. */
      readonly passesSocket: boolean;
      readonly statement: Statement;
    };

/** Which of the two proxies won was decided before: the earlier shuts the other one out. */
export function routeOf({ proxyCommand, proxyJump, proxyUseFdpass }: Statements): Route {
  const statement = proxyCommand ?? proxyJump;
  const value = String(statement?.value ?? "none").trim();
  if (statement === undefined || asciiLower(value) === "none") return { kind: "direct" };
  if (statement === proxyJump) return { kind: "jump", jumps: parseJumps(value), statement };
  return { kind: "command", command: value, passesSocket: isOn(proxyUseFdpass), statement };
}

const isOn = (statement: Statement | undefined): boolean => ["yes", "true"].includes(String(statement?.value));

/** "bob@gw1:2222,gw2": the first host is the first that is travelled to (readconf.c parse_jump). */
export const parseJumps = (list: string): readonly Jump[] => list.split(",").map((one) => parseJump(one.trim()));

/** misc.c parse_ssh_uri, parse_user_host_port: [user@]host[:port], an address with colons in brackets. */
function parseJump(text: string): Jump {
  const spec = text.replace(/^ssh:\/\//, "").replace(/\/$/, "");
  const at = spec.lastIndexOf("@");
  const place = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(spec.slice(at + 1));
  const host = place?.[1] ?? place?.[2] ?? spec.slice(at + 1);
  return { host, user: at > 0 ? spec.slice(0, at) : null, port: place?.[3] === undefined ? null : Number(place[3]) };
}

const jumpHosts = new WeakMap<Program, ReadonlySet<string>>();

/** Every host that some ProxyJump line of these files names, as written there. */
export function jumpHostsOf(program: Program): ReadonlySet<string> {
  const known = jumpHosts.get(program);
  if (known !== undefined) return known;
  const lines = new Set<string>();
  for (const { slot, value } of program.statements)
    if (slot === "proxyJump" && value !== null) lines.add(String(value));
  const found = new Set([...lines].flatMap(parseJumps).map(({ host }) => host));
  jumpHosts.set(program, found);
  return found;
}

/** Whether several sessions to a target go through one connection (mux.c): a control socket, and somebody who opens it. */
export function sharesConnection({ controlMaster, controlPath }: Statements): boolean {
  if (controlMaster === undefined || controlPath === undefined) return false;
  return !["no", "false"].includes(String(controlMaster.value)) && asciiLower(String(controlPath.value)) !== "none";
}
