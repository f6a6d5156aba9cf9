import type { ConfigFile } from "../eval/config-file.ts";
import { holdsWherever, unstableCriteria } from "../eval/covers.ts";
import { provenanceOf } from "../eval/effective.ts";
import type { Statement } from "../eval/program.ts";
import { decimalTime } from "../openssh/values.ts";
import type { SwallowedLine } from "../syntax/lexer.ts";
import { positionAt } from "../syntax/source.ts";
import { fileRule, type Report, type View } from "./rule.ts";
import { placeOf } from "./settings.ts";
import { isLiteral } from "./undecidable.ts";

/** A time such as 0.5, of which nothing is left when the fraction goes. */
export const isCutToZero = ({ slot, value, args }: Statement): boolean =>
  slot === "interval" && value === 0 && (decimalTime(args[0]?.value ?? "") ?? 0) > 0;

export const swallowedLine = fileRule({
  id: "swallowed-line",
  sides: ["client", "server"],
  severity: "warning",
  fix: null,
  since: "0.1.0",
  messages: {
    "unterminated-quote": ({ program }) =>
      `${program} skips this line without a word, as if it were not there: the quote at its start is never closed. Close it, or take it away.`,
    "empty-keyword": ({ program }) =>
      `${program} skips this line without a word, as if it were not there: no keyword stands before its \`=\`. Take the extra signs at its start away.`,
    "none-leaves-open": () =>
      "`none` switches nothing off: it leaves the setting open, as if the line were not there, and whatever sets it later wins, /etc/ssh/ssh_config included. To switch probes off, write 0.",
    "none-is-overridden": ({ line, block, winner }) =>
      `\`none\` switches nothing off: it leaves the setting open, as if the line were not there, and ${line === null ? "a line of another file" : `line ${line}`}${block === "" ? "" : ` (\`${block}\`)`} makes it ${winner} s. To switch probes off here, write 0.`,
    "fraction-is-zero": ({ keyword, value, program }) =>
      `${program} cuts ${value} down to 0 without a word, and 0 switches keepalive off: no probe is ever sent. Write whole seconds${keyword === "" ? "" : `, such as \`${keyword} 15\``}.`,
  },
  docs: {
    summary: "A line that OpenSSH accepts, and of which nothing takes effect.",
    why: "There is no error message and no log line for these: a line that begins with a quote that is never closed, or with `==`, is skipped; `ServerAliveInterval none` leaves the setting open, so that a later line still sets it; a fraction of a second is cut to 0 from 10.3 on, which is off. The session that the line was to protect is not protected.",
    remedy: "Write `Keyword value` with whole seconds; write 0 to switch probes off.",
    exceptions: "`none` at the end of everything does no harm: then it is a note.",
    evidence: [
      "misc.c strdelim: an unmatched quote at the keyword gives no token, and the line is ignored (7.6 to 10.6, both sides; measured)",
      'readconf.c parse_time: `none` stores -1, the mark for "not set" (measured)',
      "misc.c convtime, convtime_double from 10.3 on: strtod, then cut to an int (measured on 10.5)",
    ],
  },
  examples: [
    {
      name: "an open quote",
      files: { config: 'Host *\n  "ServerAliveInterval 60\n' },
      expect: ["2:unterminated-quote"],
    },
    {
      name: "signs without a keyword",
      files: { sshd_config: "==ClientAliveInterval 60\n" },
      expect: ["1:empty-keyword"],
    },
    {
      name: "none is not off",
      files: { config: "Host web1\n  ServerAliveInterval none\nHost *\n  ServerAliveInterval 30\n" },
      expect: ["2:none-is-overridden"],
    },
    {
      name: "none, and nothing after it",
      files: { config: "ServerAliveInterval none\n" },
      expect: ["1:none-leaves-open"],
    },
    {
      name: "half a second",
      files: { sshd_config: "ClientAliveInterval 0.5\n" },
      openssh: "10.5",
      expect: ["1:fraction-is-zero"],
    },
    {
      name: "0 is off",
      files: { config: 'Host web1\n  "ServerAliveInterval" 0\nHost *\n  ServerAliveInterval 1.5\n' },
      expect: [],
    },
  ],
  *check(view) {
    const once = new Set(view.program.swallowed.map(({ file, line }) => `${file.source.path}\0${line.start}`));
    for (const { file, line } of view.program.swallowed) {
      if (once.delete(`${file.source.path}\0${line.start}`)) yield* skipped(view, file, line);
    }
    const seen = new Set<unknown>();
    for (const statement of view.program.statements) {
      if (statement.slot !== "interval" || seen.has(statement.directive)) continue;
      seen.add(statement.directive);
      if (!isLiteral(view, statement)) continue;
      if (statement.value === null) yield noneReport(view, statement);
      else if (isCutToZero(statement)) yield fractionReport(view, statement);
    }
  },
});

const programOf = ({ side }: View): string => (side === "client" ? "ssh" : "sshd");

function* skipped(view: View, file: ConfigFile, line: SwallowedLine): Generator<Report<SwallowedLine["because"]>> {
  // What a template engine makes of the line may well be whole.
  if (view.isTemplate && !isPlain(file.source.text.slice(line.textStart, line.textEnd))) return;
  const at = { source: file.source, start: line.textStart, end: line.textEnd };
  yield { kind: line.because, data: { program: programOf(view) }, at, file, targets: [] };
}

const isPlain = (text: string): boolean => !/[{}%<>]/.test(text);

type NoneKind = "none-leaves-open" | "none-is-overridden";

function noneReport(view: View, statement: Statement): Report<NoneKind> {
  const own = provenanceOf(statement);
  const common = { at: placeOf(own), file: statement.file, targets: [] };
  const winner = valueInstead(view, statement);
  if (winner === undefined) return { ...common, kind: "none-leaves-open", data: {}, severity: "info" };
  const winning = provenanceOf(winner);
  const line = winning.source === own.source ? positionAt(winning.source, winning.span.start).line : null;
  return {
    ...common,
    kind: "none-is-overridden",
    data: { winner: winner.value, line, block: winning.block },
    related: [{ ...placeOf(winning), message: "this line wins" }],
  };
}

/** The first line that surely sets the interval wherever a `none` stands. */
function valueInstead({ program }: View, none: Statement): Statement | undefined {
  const unstable = unstableCriteria(program);
  return program.statements.find(({ slot, value, condition }) => {
    return slot === "interval" && value !== null && holdsWherever(condition, none.condition, unstable);
  });
}

function fractionReport(view: View, statement: Statement): Report<"fraction-is-zero"> {
  const { args, directive, file } = statement;
  const data = { keyword: directive.keyword, value: args[0]?.value ?? "", program: programOf(view) };
  return { kind: "fraction-is-zero", data, at: placeOf(provenanceOf(statement)), file, targets: [] };
}
