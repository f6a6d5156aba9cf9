import { positionAt } from "../../../src/syntax/source.ts";
import { type Asked, lintTree, type Tree } from "../../host.ts";

/** Each finding as "line:column rule", "?" behind it where it is only possible, in reading order. */
export function found(name: string, text: string, more: Tree = {}, asked: Asked = {}): string[] {
  const path = `/repo/${name}`;
  const outcome = lintTree(
    { "/repo/.git/HEAD": "", [path]: text, ...more },
    { paths: [path, ...Object.keys(more)], ...asked },
  );
  if (outcome.failures.length > 0) throw new Error(outcome.failures.map(({ message }) => message).join());
  return outcome.report.findings
    .filter(({ place }) => place.source.path === path)
    .map(({ place, rule, certainty }) => {
      const { line, column } = positionAt(place.source, place.start);
      return `${line}:${column} ${rule}${certainty === "possible" ? "?" : ""}`;
    });
}

/** The text after --fix; with `unsafe` after --fix --unsafe-fixes. */
export function fixed(name: string, text: string, unsafe = false): string {
  const path = `/repo/${name}`;
  const outcome = lintTree({ "/repo/.git/HEAD": "", [path]: text }, { paths: [path], fix: "apply", unsafe });
  return outcome.changes.find((change) => change.path === path)?.after ?? text;
}
