import { readCalls } from "./command-lines.ts";
import { writtenConfigs } from "./config-writers.ts";
import type { Excerpt } from "./excerpt.ts";
import { mergeReadings } from "./merge-readings.ts";
import { moshTimeouts } from "./mosh.ts";
import type { Reading, ReadRequest } from "./neighbour.ts";
import { readShell, type ShellAssignment, type ShellScript } from "./shell-syntax.ts";
import { callsOfScript } from "./ssh-calls.ts";
import { writtenFiles } from "./written-files.ts";
import { writtenTexts } from "./written-texts.ts";

/** A shell text of whatever file, with the environment it runs in: its ssh commands, and the configurations that it writes. */
export function readScript(text: Excerpt, request: ReadRequest, environment: readonly ShellAssignment[] = []): Reading {
  const script = readShell(text);
  const texts = writtenTexts(script);
  return mergeReadings([
    readCalls(
      callsOfScript(script).map((call) => ({ ...call, assignments: [...environment, ...call.assignments] })),
      request,
    ),
    writtenConfigs(texts, request),
    writtenFiles(texts, request),
    moshTimeouts(settingsOf(script), request),
  ]);
}

const settingsOf = ({ commands }: ShellScript) =>
  commands.flatMap(({ assignments, fields }) => {
    const [name, ...rest] = fields;
    if (!/^(?:export|readonly|declare|typeset)$/.test(name?.text.text ?? "")) return assignments;
    return rest.map(({ text }) => {
      const equals = text.text.indexOf("=");
      return {
        name: text.text.slice(0, Math.max(0, equals)),
        value:
          equals < 1 ? null : { text: text.text.slice(equals + 1), at: (index: number) => text.at(index + equals + 1) },
      };
    });
  });
