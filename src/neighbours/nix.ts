import type { Side } from "../base/side.ts";
import { count, seconds } from "../base/units.ts";
import type { Provenance, Setting, TcpKeepAlive } from "../eval/connection.ts";
import type { Source } from "../syntax/source.ts";
import { type Excerpt, joinExcerpts, madeUp, part, UNKNOWN, wholeText, withOffsets } from "./excerpt.ts";
import {
  type Embedded,
  type Neighbour,
  type NeighbourConnection,
  nothingRead,
  type Reading,
  type ReadRequest,
  reportOnly,
} from "./neighbour.ts";
import { type NixBinding, nixBindings } from "./nix-bindings.ts";
import type { NixToken } from "./nix-tokens.ts";
import { sysctlPairs } from "./sysctl-pairs.ts";

/**
 * Modules of NixOS, nix-darwin and home-manager: literal values of programs.ssh and services.openssh, the configuration text in
 * extraConfig, boot.kernel.sysctl. Nix is never evaluated, so that everything else is unknown.
 */
export const nix: Neighbour = { system: "nix", title: "Nix module", read: readModule };

function readModule({ source }: ReadRequest): Reading {
  const bindings = nixBindings(source.text);
  return {
    ...nothingRead,
    connections: connectionsIn(source, bindings),
    remarks: sysctlPairs(source, bindings.flatMap(sysctlPair)),
    embedded: bindings.flatMap((binding) => embeddedIn(source.text, binding)),
    change: reportOnly("Nix modules are not rewritten: change the number by hand"),
  };
}

const names = {
  interval: { client: /^serveraliveinterval$/i, server: /^clientaliveinterval$/i },
  countMax: { client: /^serveralivecountmax$/i, server: /^clientalivecountmax$/i },
  tcpKeepAlive: { client: /^tcpkeepalive$/i, server: /^tcpkeepalive$/i },
} as const;
type Name = keyof typeof names;

/** The options of one Host block, or of sshd. */
interface Block {
  readonly side: Side;
  readonly targets: readonly string[];
  readonly options: Map<Name, NixBinding>;
}

function connectionsIn(source: Source, bindings: readonly NixBinding[]): NeighbourConnection[] {
  const blocks = blocksIn(bindings);
  // home-manager writes `Host *` last, so that it holds where a block of its own says nothing.
  const everybody = blocks.find((block) => block.side === "client" && isEverybody(block)) ?? null;
  return blocks
    .filter(({ options }) => options.get("interval") !== undefined)
    .map((block) => connectionOf(source, block, block.side === "client" && !isEverybody(block) ? everybody : null));
}

/** Options with one path count together; where one comes again, for another condition, another block begins. */
function blocksIn(bindings: readonly NixBinding[]): Block[] {
  const blocks: Block[] = [];
  const latest = new Map<string, Block>();
  const hosts = new Map(
    bindings.flatMap((one) => (one.path.at(-1) === "host" ? [[one.path.join("\0"), one.value]] : [])),
  );
  for (const binding of bindings) {
    const path = binding.path.filter((name) => name !== "extraOptions");
    const found = optionNamed(path.at(-1) ?? "", path);
    if (found === null || binding.value === null) continue;
    const key = `${found.side} ${path.slice(0, -1).join("\0")}`;
    const known = latest.get(key);
    const block =
      known === undefined || known.options.has(found.name)
        ? { side: found.side, targets: targetsOf(path, hosts), options: new Map() }
        : known;
    if (block !== known) blocks.push(block);
    latest.set(key, block);
    block.options.set(found.name, binding);
  }
  return blocks;
}

function optionNamed(last: string, path: readonly string[]): { readonly name: Name; readonly side: Side } | null {
  // Another service's option may have such a name.
  if (path.includes("services") && !path.some((name) => /ssh/i.test(name))) return null;
  for (const name of ["interval", "countMax"] as const)
    for (const side of ["client", "server"] as const) if (names[name][side].test(last)) return { name, side };
  if (!names.tcpKeepAlive.client.test(last)) return null;
  return { name: "tcpKeepAlive", side: path.includes("openssh") ? "server" : "client" };
}

/** The Host block that a set stands for: its name, or what its `host` says. */
function targetsOf(path: readonly string[], hosts: ReadonlyMap<string, NixToken | null>): readonly string[] {
  const at = path.includes("openssh") ? -1 : Math.max(path.indexOf("matchBlocks"), settingsOfSsh(path));
  if (at === -1 || path.length < at + 3) return ["*"];
  const host = hosts.get([...path.slice(0, at + 2), "host"].join("\0"));
  const said = host?.kind === "string" ? bare(host) : (path[at + 1] ?? "");
  return said.trim() === "" ? ["*"] : said.trim().split(/\s+/);
}

/** `programs.ssh.settings` of home-manager; -1 elsewhere. */
function settingsOfSsh(path: readonly string[]): number {
  const at = path.indexOf("settings");
  return at > 0 && path[at - 1] === "ssh" ? at : -1;
}

const isEverybody = ({ targets }: Block): boolean => targets.includes("*");

function connectionOf(source: Source, block: Block, everybody: Block | null): NeighbourConnection {
  const setting = <V>(name: Name, read: (text: string) => V | null, missing: V): Setting<V> => {
    const binding = block.options.get(name) ?? everybody?.options.get(name);
    const value = binding?.value ?? null;
    const known = value === null ? null : read(bare(value));
    if (binding === undefined || value === null || known === null)
      return { value: missing, from: null, certainty: "possible" };
    return { value: known, from: provenanceOf(source, binding, value), certainty: "certain" };
  };
  return {
    side: block.side,
    targets: block.targets,
    settings: {
      interval: setting("interval", (text) => number(text, seconds), seconds(0)),
      countMax: setting("countMax", (text) => number(text, count), count(3)),
      tcpKeepAlive: setting<TcpKeepAlive>("tcpKeepAlive", yesOrNo, "yes"),
    },
    possible: [{ when: [], settings: null }],
    proxied: false,
    isComplete: false,
  };
}

const bare = ({ kind, text }: NixToken): string => (kind === "string" ? text.slice(1, -1) : text);

const number = <V>(text: string, unit: (value: number) => V): V | null =>
  /^\d{1,9}$/.test(text) ? unit(Number(text)) : null;

function yesOrNo(text: string): TcpKeepAlive | null {
  if (/^(?:yes|true)$/i.test(text)) return "yes";
  return /^(?:no|false)$/i.test(text) ? "no" : null;
}

function provenanceOf(source: Source, { start, path }: NixBinding, value: NixToken): Provenance {
  const inside = value.kind === "string" ? 1 : 0;
  return {
    source,
    span: { start, end: value.end },
    value: { start: value.start + inside, end: value.end - inside },
    block: path.slice(0, -1).join("."),
  };
}

/** `"net.ipv4.tcp_keepalive_time" = 60;` in boot.kernel.sysctl. */
function sysctlPair({ path, start, value }: NixBinding) {
  const at = path.indexOf("sysctl");
  const name = path.slice(at + 1).join(".");
  if (at < 1 || path[at - 1] !== "kernel" || value === null || value.kind === "indented") return [];
  const inside = value.kind === "string" ? 1 : 0;
  return [{ name, at: { start, end: value.end }, value: { start: value.start + inside, end: value.end - inside } }];
}

/** The configuration text of programs.ssh and services.openssh, and of files that are written under these names. */
function embeddedIn(text: string, { path, value }: NixBinding): Embedded[] {
  if (value === null || (value.kind !== "string" && value.kind !== "indented")) return [];
  const side = sideOf(path, value.text);
  return side === null || !keepaliveLine.test(value.text) ? [] : [{ side, text: contentOf(text, value) }];
}

/** A count alone is not judged: the interval may be one of the module's options. */
const keepaliveLine = /(?:^|["'\s]|\\n)(?:server|client)aliveinterval[ \t=]/im;

function sideOf(path: readonly string[], text: string): Side | null {
  const file = path.find((name) => /(?:^|\/)sshd?_config|\.ssh\/config/.test(name));
  if (file !== undefined) return /sshd_config/.test(file) ? "server" : "client";
  if (path.at(-1) !== "extraConfig") return null;
  if (path.some((name) => /openssh|sshd/i.test(name))) return "server";
  if (path.some((name) => /ssh/i.test(name))) return "client";
  return path.length > 1 ? null : /serveralive/i.test(text) ? "client" : "server";
}

function contentOf(text: string, { kind, start, end }: NixToken): Excerpt {
  const quote = kind === "string" ? 1 : 2;
  const body = part(wholeText(text), start + quote, Math.max(start + quote, end - quote));
  const known = withoutInterpolations(body);
  return kind === "string" ? unescaped(known) : known;
}

function withoutInterpolations(text: Excerpt): Excerpt {
  const parts: Excerpt[] = [];
  let at = 0;
  for (const { 0: whole, index } of text.text.matchAll(/(?<!''|\\)\$\{[^}]*\}/g)) {
    parts.push(part(text, at, index), madeUp(UNKNOWN));
    at = index + whole.length;
  }
  return joinExcerpts([...parts, part(text, at)]);
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

function unescaped(body: Excerpt): Excerpt {
  const offsets: number[] = [];
  const text = body.text.replace(/\\(.)|[^\\]/gs, (whole, letter: string | undefined, at: number) => {
    offsets.push(letter === undefined ? body.at(at) : -1);
    return letter === undefined ? whole : (escapes[letter] ?? letter);
  });
  return withOffsets(text, [...offsets, body.at(body.text.length)]);
}
