import type { Example, Rule } from "./rule.ts";

/** One rule's documentation as plain text that is also Markdown. */
export function ruleReference(rule: Rule): string {
  const { docs, examples } = rule;
  const fix =
    rule.fix === null
      ? "no fix"
      : rule.fix === "safe"
        ? "mended by --fix"
        : "mended by --fix, partly with --unsafe-fixes";
  const parts = [
    `# ${rule.id}`,
    `${docs.summary}`,
    `${rule.severity} at most; ${rule.sides.map((side) => (side === "client" ? "ssh_config" : "sshd_config")).join(" and ")}; ${fix}; since ${rule.since}.`,
    `## What happens to you, and why`,
    docs.why,
    `## What to do`,
    docs.remedy,
    `## When to leave it`,
    docs.exceptions,
    `## Examples`,
    ...examples.map(exampleText),
    `## Evidence`,
    docs.evidence.map((line) => `- ${line}`).join("\n"),
  ];
  return `${parts.join("\n\n")}\n`;
}

function exampleText(example: Example): string {
  const options = [
    example.policy === undefined ? "" : ` --policy ${example.policy}`,
    example.network === undefined ? "" : ` --network ${example.network}`,
    example.openssh === undefined ? "" : ` --openssh ${example.openssh}`,
  ].join("");
  const verdict =
    example.expect.length === 0
      ? "nothing to say"
      : `reported at line ${example.expect.map((at) => at.split(":")[0]).join(", ")}`;
  const files = Object.entries(example.files).map(([name, text]) => fenced(`${name}${options}`, text));
  const fixed = example.fixed === undefined ? [] : ["after `--fix`:", fenced("", example.fixed)];
  return [`${capital(example.name)} (${verdict}):`, ...files, ...fixed].join("\n\n");
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function fenced(title: string, text: string): string {
  const lines = text.endsWith("\n") ? text.slice(0, -1) : text;
  return `${title === "" ? "" : `\`${title}\`\n\n`}\`\`\`\n${lines}\n\`\`\``;
}
