import SshConfig from "ssh-config";
import type { Witness } from "./verify.ts";

interface Node {
  readonly type?: number;
  readonly param?: string;
  readonly value?: unknown;
  readonly config?: readonly Node[];
}

/** Every directive as "keyword value", with the heading that it stands under. */
function flatten(nodes: readonly Node[], under: string): string[] {
  return nodes.flatMap((node) => {
    if (node.param === undefined) return [];
    const own = `${node.param} ${valueText(node.value)}`;
    const line = under === "" ? own : `${own} | ${under}`;
    return node.config === undefined ? [line] : [line, ...flatten(node.config, own)];
  });
}

function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function without(left: readonly string[], right: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of right) counts.set(line, (counts.get(line) ?? 0) + 1);
  return left.filter((line) => {
    const count = counts.get(line) ?? 0;
    counts.set(line, count - 1);
    return count <= 0;
  });
}

/** The npm package ssh-config, parse only: it shares no line with our own parser. Its compute() would run commands and is never called. */
export const sshConfigWitness: Witness = (before, after) => {
  try {
    const was = flatten(SshConfig.parse(before) as unknown as readonly Node[], "");
    const is = flatten(SshConfig.parse(after) as unknown as readonly Node[], "");
    return { gone: without(was, is), come: without(is, was) };
  } catch {
    // It refuses some files that ssh accepts; then it has no opinion.
    return null;
  }
};
