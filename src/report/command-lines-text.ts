import { keywordOf, type Setting, type SettingName, settingNames } from "../eval/connection.ts";
import { positionAt } from "../syntax/source.ts";
import { isNever } from "../timeline/timeline.ts";
import { counted, paragraph } from "./layout.ts";
import type { CommandLine, LintReport } from "./report.ts";
import { safeText } from "./safe-text.ts";
import type { TextContext } from "./style.ts";
import { fateWords } from "./time-words.ts";

/** A script of hundreds of command lines is no table. */
const mostShown = 20;

/** What is in effect for each command line that says something of keepalive, where it comes from, and what follows. */
export function commandLines({ connections = [], hidden = 0 }: LintReport, context: TextContext): string[][] {
  const said = connections.filter(saysSomething);
  if (said.length === 0 || hidden > 0) return [];
  const { paint, width } = context;
  const silent = connections.length - said.length;
  return [
    [
      paint.dim("what the command lines get"),
      ...said.slice(0, mostShown).flatMap((one) => paragraph(wordsOf(one, context), width, "  ", "    ")),
      ...(said.length > mostShown ? [`  and ${counted(said.length - mostShown, "more command line")}`] : []),
      ...(silent === 0
        ? []
        : paragraph(
            `${counted(silent, "other command line")} without keepalive of their own: what holds there is in the ssh_config of whoever runs them`,
            width,
            "  ",
            "    ",
          )),
    ],
  ];
}

/** Its own option, or one of a configuration that is known. */
const saysSomething = ({ result }: CommandLine): boolean =>
  result.settings === null || settingNames.some((name) => isSaid(result.settings?.[name]));

const isSaid = (one: Setting<unknown> | undefined): boolean =>
  one !== undefined && (one.from !== null || one.certainty === "certain");

function wordsOf(one: CommandLine, context: TextContext): string {
  const { program, place, result } = one;
  const { line } = positionAt(place.source, place.start);
  const host = result.target === "*" ? "" : ` ${safeText(result.target)}`;
  const head = `${context.show(place.source.path)}:${line} ${program}${host}:`;
  const { settings, timeline } = result;
  if (settings === null || timeline === null) return `${head} ${program} refuses this command line`;
  const shown = settingNames.filter((name) => name !== "tcpKeepAlive" || settings[name].from !== null);
  const values = shown.map((name) => settingWords(name, settings[name], one, context));
  const isOpen = shown.some((name) => settings[name].certainty === "possible");
  const { idle } = timeline.deadPeer;
  const fate = isNever(idle) ? "a dead server is never noticed" : `a dead server is noticed ${fateWords(idle)}`;
  return `${head} ${values.join(", ")}; ${isOpen ? `then ${fate}` : fate}`;
}

function settingWords(name: SettingName, one: Setting<unknown>, line: CommandLine, { show }: TextContext): string {
  const { value, from, certainty } = one;
  const at = from === null ? "default" : placeWords(from.source, from.span.start, line, show);
  const setter = line.hasVariables ? "a variable or an ssh_config" : "an ssh_config";
  const doubt = certainty === "possible" ? (from === null ? ` unless ${setter} sets it` : ", perhaps") : "";
  return `${keywordOf.client[name]} ${String(value)} (${at}${doubt})`;
}

function placeWords(
  source: CommandLine["place"]["source"],
  offset: number,
  { place }: CommandLine,
  show: TextContext["show"],
): string {
  const { line } = positionAt(source, offset);
  return source.path === place.source.path ? `line ${line}` : `${show(source.path)}:${line}`;
}
