import type { Side } from "../base/side.ts";
import { clientKeywords } from "./client-keywords.ts";
import type { Form } from "./forms.ts";
import { serverKeywords } from "./server-keywords.ts";

/** A release of OpenSSH, major * 100 + minor: 9.2 is 902, 10.6 is 1006. */
export type Release = number;

/**
 * Who built it. "upstream": plain OpenSSH, without Kerberos, with PAM and zlib. "debian": Ubuntu too. "redhat": Fedora, RHEL
 * and its rebuilds. "apple": macOS.
 */
export type Vendor = "upstream" | "debian" | "redhat" | "apple";

/** Where a keyword is known but does nothing: OpenSSH's own sorting of them. */
export type Status = "deprecated" | "ignored" | "unsupported";

/** One line of a keyword table, for a range of releases in which it did not change. */
export interface KeywordRow {
  /** The manual's spelling. */
  readonly name: string;
  readonly form: Form;
  /** First release with this row; without it, all since before 7.6. */
  readonly since?: Release;
  /** First release without this row. */
  readonly until?: Release;
  /** Only builds of this vendor have the row. */
  readonly vendor?: Vendor;
  readonly status?: Status;
  /** The keyword that this one is another name for. */
  readonly sameAs?: string;
  /** Server only: allowed inside a Match block (servconf.c SSHCFG_ALL). */
  readonly inMatch?: boolean;
}

/** A line of the tables: names that blanks separate, and what their rows share. */
export type KeywordGroup = readonly [names: string, form: Form, more?: Omit<KeywordRow, "name" | "form">];

/** The names of the keepalive settings, in the manual's spelling, and every other name that any build has for them. */
export const keepaliveKeywords: Readonly<Record<Side, readonly string[]>> = {
  client: ["ServerAliveInterval", "ServerAliveCountMax", "TCPKeepAlive"],
  server: ["ClientAliveInterval", "ClientAliveCountMax", "TCPKeepAlive"],
};
export const keepaliveAliases: Readonly<Record<Side, readonly string[]>> = {
  client: ["KeepAlive", "ProtocolKeepAlives", "SetupTimeOut"],
  server: ["KeepAlive"],
};

/** Folds A to Z and nothing else, as the C locale's tolower(3) and strcasecmp(3) do. */
export function asciiLower(text: string): string {
  // Most texts are short: a loop is then far cheaper than an expression.
  let hasCapital = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) return text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
    if (code >= 65 && code <= 90) hasCapital = true;
  }
  return hasCapital ? text.toLowerCase() : text;
}

const groupsOf: Readonly<Record<Side, readonly KeywordGroup[]>> = { client: clientKeywords, server: serverKeywords };

/** Every row of every release and build. */
export function keywordRows(side: Side): readonly KeywordRow[] {
  return groupsOf[side].flatMap(([names, form, more]) => names.split(" ").map((name) => ({ name, form, ...more })));
}

const tables = new Map<string, ReadonlyMap<string, KeywordRow>>();

/** The keywords of one build, under their names in lower case. The same map is returned every time. */
export function keywordTable(side: Side, release: Release, vendor: Vendor): ReadonlyMap<string, KeywordRow> {
  const key = `${side} ${release} ${vendor}`;
  let table = tables.get(key);
  if (table === undefined) {
    table = makeTable(side, release, vendor);
    tables.set(key, table);
  }
  return table;
}

function makeTable(side: Side, release: Release, vendor: Vendor): ReadonlyMap<string, KeywordRow> {
  const table = new Map<string, KeywordRow>();
  for (const [names, form, more = {}] of groupsOf[side]) {
    if ((more.since ?? 0) > release || release >= (more.until ?? Number.POSITIVE_INFINITY)) continue;
    if ((more.vendor ?? vendor) !== vendor) continue;
    for (const name of names.split(" ")) table.set(name.toLowerCase(), { name, form, ...more });
  }
  return table;
}

const everyRow: { [S in Side]?: ReadonlyMap<string, readonly KeywordRow[]> } = {};

function rowsByName(side: Side): ReadonlyMap<string, readonly KeywordRow[]> {
  const found = new Map<string, KeywordRow[]>();
  for (const row of keywordRows(side)) {
    const name = row.name.toLowerCase();
    found.set(name, [...(found.get(name) ?? []), row]);
  }
  return found;
}

/** The rows that a name in lower case has in any release and any build; none for an unknown keyword. */
export function knownAnywhere(side: Side, lowerName: string): readonly KeywordRow[] {
  everyRow[side] ??= rowsByName(side);
  return everyRow[side].get(lowerName) ?? [];
}
