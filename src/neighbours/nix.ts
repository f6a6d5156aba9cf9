import { count, seconds } from "../base/units.ts";
import type { Provenance, Setting } from "../eval/connection.ts";
import type { Source } from "../syntax/source.ts";
import { type Excerpt, joinExcerpts, madeUp, part, UNKNOWN, wholeText } from "./excerpt.ts";
import {
  type Embedded,
  type Neighbour,
  type NeighbourConnection,
  nothingRead,
  type Reading,
  type ReadRequest,
  reportOnly,
} from "./neighbour.ts";

/**
 * NixOS and home-manager modules: literal numbers of programs.ssh and the ssh_config text in extraConfig. Nix is never
 * evaluated, so that everything else is unknown.
 */
export const nix: Neighbour = { system: "nix", title: "Nix module", read: readModule };

function readModule({ source }: ReadRequest): Reading {
  return {
    ...nothingRead,
    connections: connectionsIn(source),
    embedded: textsIn(source.text),
    change: reportOnly("Nix modules are not rewritten: change the number by hand"),
  };
}

/** `serverAliveInterval = 900;` of home-manager, in matchBlocks or for all. */
function connectionsIn(source: Source): NeighbourConnection[] {
  const text = withoutComments(source.text);
  const intervals = [...text.matchAll(/\b(serverAliveInterval\s*=\s*)(\d{1,9})\s*;/g)];
  const counts = [...text.matchAll(/\b(serverAliveCountMax\s*=\s*)(\d{1,9})\s*;/g)];
  return intervals.map((found) => {
    const near = counts.find((one) => braceDepthSame(text, found.index, one.index));
    return connectionAt(source, found, near, hostBefore(text, found.index));
  });
}

type Found = RegExpMatchArray;

function connectionAt(
  source: Source,
  interval: Found,
  countMax: Found | undefined,
  target: string,
): NeighbourConnection {
  const from = (found: Found): Provenance => {
    const start = found.index ?? 0;
    const value = start + (found[1]?.length ?? 0);
    const end = value + (found[2]?.length ?? 0);
    return { source, span: { start, end }, value: { start: value, end }, block: "" };
  };
  const unknown = <V>(value: V): Setting<V> => ({ value, from: null, certainty: "possible" });
  const known = <V>(value: V, found: Found): Setting<V> => ({ value, from: from(found), certainty: "certain" });
  return {
    side: "client",
    targets: [target],
    settings: {
      interval: known(seconds(Number(interval[2])), interval),
      countMax: countMax === undefined ? unknown(count(3)) : known(count(Number(countMax[2])), countMax),
      tcpKeepAlive: unknown("yes" as const),
    },
    possible: [{ when: [], settings: null }],
    proxied: false,
    isComplete: false,
  };
}

/** Two attributes of one set have no brace between them that the other one is not inside of. */
function braceDepthSame(text: string, one: number, other: number): boolean {
  const between = text.slice(Math.min(one, other), Math.max(one, other));
  let depth = 0;
  for (const brace of between.match(/[{}]/g) ?? []) {
    depth += brace === "{" ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** `"web1" = {` or `web1 = {` before the attribute. */
function hostBefore(text: string, at: number): string {
  const opened = text.lastIndexOf("{", at);
  const name = /(?:"([^"]+)"|([\w.-]+))\s*=\s*(?:lib\.hm\.dag\.\w+\s*(?:\[[^\]]*\]\s*)?)?$/.exec(
    text.slice(Math.max(0, opened - 200), opened),
  );
  const found = name?.[1] ?? name?.[2] ?? "*";
  return /^(?:programs\.ssh|ssh|matchBlocks|programs)$/.test(found) ? "*" : found;
}

/** `extraConfig = ''…'';` of programs.ssh (client) and services.openssh (server). */
function textsIn(text: string): Embedded[] {
  const whole = wholeText(text);
  const bare = withoutComments(text);
  return [
    ...bare.matchAll(/\bextraConfig\s*=\s*(?:lib\.mk\w+\s*(?:\d+\s*)?)?''((?:[^']|'(?!')|''['$\\])*)''/g),
  ].flatMap(({ 0: found, 1: body = "", index }) => {
    const start = index + found.length - body.length - 2;
    const side = /(?:server|client)alive/i.exec(body)?.[0].toLowerCase() === "clientalive" ? "server" : "client";
    return /alive/i.test(body)
      ? [{ side, text: withoutInterpolations(part(whole, start, start + body.length)) } as const]
      : [];
  });
}

function withoutInterpolations(text: Excerpt): Excerpt {
  const parts: Excerpt[] = [];
  let at = 0;
  for (const { 0: whole, index } of text.text.matchAll(/(?<!'')\$\{[^}]*\}/g)) {
    parts.push(part(text, at, index), madeUp(UNKNOWN));
    at = index + whole.length;
  }
  return joinExcerpts([...parts, part(text, at)]);
}

/** Comments become blanks, so that places stay; text between '' is left alone, where # means something else. */
const withoutComments = (text: string): string =>
  text.replace(/''(?:[^']|'(?!')|''['$\\])*''|"(?:[^"\\]|\\.)*"|#[^\n]*|\/\*[\s\S]*?\*\//g, (whole) =>
    whole.startsWith("#") || whole.startsWith("/*") ? whole.replace(/[^\n]/g, " ") : whole,
  );
