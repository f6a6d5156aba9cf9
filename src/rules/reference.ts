import type { Example, Rule } from "./rule.ts";

/** What the program prints of an example of a rule. */
export type ExampleOutput = (rule: Rule, example: Example) => string;

/** One rule's documentation as plain text that is also Markdown; without `outputOf` its examples stand without the program's words. */
export function ruleReference(rule: Rule, outputOf?: ExampleOutput): string {
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
    ...examples.map((example) => exampleText(rule, example, outputOf)),
    `## Evidence`,
    docs.evidence.map((line) => `- ${line}`).join("\n"),
  ];
  return `${parts.join("\n\n")}\n`;
}

function exampleText(rule: Rule, example: Example, outputOf: ExampleOutput | undefined): string {
  const verdict =
    example.expect.length === 0
      ? "Good"
      : `Reported at line ${example.expect.map((at) => at.split(":")[0]).join(", ")}`;
  const files = Object.entries(example.files).map(([name, text]) => fenced(name, text));
  const output = outputOf === undefined ? [] : [consoleText(rule, example, outputOf(rule, example))];
  const fixed = example.fixed === undefined ? [] : ["after `--fix`:", fenced("", example.fixed)];
  return [`### ${capital(example.name)}`, `${verdict}${asked(example)}:`, ...files, ...output, ...fixed].join("\n\n");
}

/** The options without which the example would be judged otherwise, as a clause. */
const asked = (example: Example): string => {
  const words = optionsOf(example);
  return words === "" ? "" : `, with \`${words}\``;
};

const optionsOf = ({ policy, network, openssh }: Example): string =>
  Object.entries({ policy, network, openssh })
    .flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`]))
    .join(" ");

function consoleText({ id }: Rule, example: Example, output: string): string {
  const [first = ""] = Object.keys(example.files);
  const words = ["keepalive-lint", optionsOf(example), `--select ${id}`, first].filter((word) => word !== "");
  return `\`\`\`console\n$ ${words.join(" ")}\n${output.trimEnd()}\n\`\`\``;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function fenced(title: string, text: string): string {
  const lines = text.endsWith("\n") ? text.slice(0, -1) : text;
  return `${title === "" ? "" : `\`${title}\`\n\n`}\`\`\`\n${lines}\n\`\`\``;
}
