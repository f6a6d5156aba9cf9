import { readCrontab } from "./crontab.ts";
import type { Excerpt } from "./excerpt.ts";
import { readJob } from "./launchd.ts";
import { mergeReadings } from "./merge-readings.ts";
import { type Reading, type ReadRequest, reportOnly } from "./neighbour.ts";
import { readUnit } from "./systemd.ts";
import type { WrittenText } from "./written-texts.ts";

type ReadText = (text: Excerpt, request: ReadRequest) => Reading;

/** What scripts write into files of their own: recognised by the text, since the path is often a variable. */
const kinds: readonly { readonly content: RegExp; readonly read: ReadText }[] = [
  { content: /^[ \t]*Exec(?:Start|StartPre|StartPost)[ \t]*=/m, read: readUnit },
  { content: /<plist\b[\s\S]*<key>ProgramArguments<\/key>/, read: readJob },
  {
    content:
      /^(?:(?:@(?:reboot|hourly|daily|weekly|monthly)|(?:[\d*][\d*/,-]*[ \t]+){5})[^\n]*\n|[ \t]*(?:#[^\n]*)?\n|\w+=[^\n]*\n)+$/,
    read: (text, request) => readCrontab(text, request, false),
  },
];

/** systemd units, launchd jobs and crontabs that a script writes; a person changes them. */
export function writtenFiles(texts: readonly WrittenText[], request: ReadRequest): Reading {
  const readings = texts.flatMap(({ text }) => {
    const kind = kinds.find(({ content }) => content.test(text.text));
    return kind === undefined ? [] : [kind.read(text, request)];
  });
  return { ...mergeReadings(readings), change: reportOnly("a script writes this text: change it there by hand") };
}
