import { once } from "../base/once.ts";
import type { Side } from "../base/side.ts";
import type { Form } from "./forms.ts";
import { keywordLines } from "./keyword-lines.ts";

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

const linesOf = {
  client: once(() => keywordLines.client.toLowerCase()),
  server: once(() => keywordLines.server.toLowerCase()),
};

/** The row of the name that stands there in a text. */
function rowAt(side: Side, start: number, end: number): KeywordRow {
  const text = keywordLines[side];
  return { name: text.slice(start, end), ...JSON.parse(text.slice(text.indexOf("{", end), text.indexOf("\n", end))) };
}

/** Every row of every release and build. */
export const keywordRows = (side: Side): readonly KeywordRow[] =>
  [...keywordLines[side].matchAll(/(?<=\|)\w+(?=\|)/g)].map(({ 0: name, index }) =>
    rowAt(side, index, index + name.length),
  );

/** The keywords of one build, under their names in lower case. */
export class KeywordTable {
  private readonly asked = new Map<string, KeywordRow | undefined>();
  private readonly all = once(() => this.rows());

  constructor(
    private readonly side: Side,
    private readonly release: Release,
    private readonly vendor: Vendor,
  ) {}

  /** Most files spell few keywords, and to make all rows takes longer than to read such a file. */
  get(lowerName: string): KeywordRow | undefined {
    const { asked } = this;
    const known = asked.get(lowerName);
    if (known !== undefined || asked.has(lowerName)) return known;
    if (asked.size >= MOST_ASKED) return this.all().get(lowerName);
    const row = this.find(lowerName);
    asked.set(lowerName, row);
    return row;
  }

  has(lowerName: string): boolean {
    return this.get(lowerName) !== undefined;
  }

  private find(lowerName: string): KeywordRow | undefined {
    // Quoted, a keyword may have anything in it.
    if (lowerName.includes("|") || lowerName.includes("\n")) return undefined;
    const text = linesOf[this.side]();
    const entry = `|${lowerName}|`;
    let found: KeywordRow | undefined;
    for (let at = text.indexOf(entry); at !== -1; at = text.indexOf(entry, at + 1)) {
      const row = rowAt(this.side, at + 1, at + entry.length - 1);
      if (this.covers(row)) found = row;
    }
    return found;
  }

  private covers({ since = 0, until = Number.POSITIVE_INFINITY, vendor = this.vendor }: KeywordRow): boolean {
    return since <= this.release && this.release < until && vendor === this.vendor;
  }

  private rows(): ReadonlyMap<string, KeywordRow> {
    const rows = keywordRows(this.side).filter((row) => this.covers(row));
    return new Map(rows.map((row) => [row.name.toLowerCase(), row]));
  }
}

const MOST_ASKED = 30;

const tables = new Map<string, KeywordTable>();

/** The same table is returned every time. */
export function keywordTable(side: Side, release: Release, vendor: Vendor): KeywordTable {
  const key = `${side} ${release} ${vendor}`;
  const table = tables.get(key) ?? new KeywordTable(side, release, vendor);
  tables.set(key, table);
  return table;
}

const everyRow = { client: once(() => rowsByName("client")), server: once(() => rowsByName("server")) };

function rowsByName(side: Side): ReadonlyMap<string, readonly KeywordRow[]> {
  const found = new Map<string, KeywordRow[]>();
  for (const row of keywordRows(side)) {
    const name = row.name.toLowerCase();
    found.set(name, [...(found.get(name) ?? []), row]);
  }
  return found;
}

/** The rows that a name in lower case has in any release and any build; none for an unknown keyword. */
export const knownAnywhere = (side: Side, lowerName: string): readonly KeywordRow[] =>
  everyRow[side]().get(lowerName) ?? [];
