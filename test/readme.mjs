// The parts of README.md that come from the program itself, so that they cannot be wrong: `npm run gen` writes them, and
// test/readme.test.ts fails where they are stale.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const tool = fileURLToPath(new URL("../bin/keepalive-lint.cjs", import.meta.url));

function output(...words) {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const plain = { ...env, CI: "", GITHUB_ACTIONS: "", NO_COLOR: "1", COLUMNS: "100" };
  return spawnSync(process.execPath, [tool, ...words], { cwd: root, encoding: "utf8", env: plain }).stdout;
}

const shown = (command, text) => `\`\`\`console\n$ keepalive-lint ${command}\n${text.trimEnd()}\n\`\`\``;

function rulesTable() {
  const rows = output("explain")
    .trimEnd()
    .split("\n")
    .map((line) => /^(\S+)\s+(\S+)\s+(.*)$/.exec(line))
    .map(([, id, severity, summary]) => `| \`${id}\` | ${severity} | ${summary.replaceAll("|", "\\|")} |`);
  return ["| rule | at most | finds |", "|---|---|---|", ...rows].join("\n");
}

const config = "fixtures/readme/config";
const regions = {
  example: () =>
    shown("config", output("--side", "client", "--openssh", "debian-12", config).replaceAll(config, "config")),
  effective: () => {
    const text = output("effective", "-F", config, "--openssh", "debian-12", "web3").replaceAll(config, "config");
    return shown("effective -F config web3", text);
  },
  rules: rulesTable,
};

/** The README with every generated region made anew. */
export function rendered(readme) {
  return Object.entries(regions).reduce((text, [name, make]) => {
    const region = new RegExp(`(<!-- gen:${name} -->\\n)[\\s\\S]*?(<!-- /gen:${name} -->)`);
    if (!region.test(text)) throw new Error(`README.md has no region ${name}`);
    return text.replace(region, (_whole, open, close) => `${open}${make()}\n${close}`);
  }, readme);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = fileURLToPath(new URL("../README.md", import.meta.url));
  writeFileSync(path, rendered(readFileSync(path, "utf8")));
}
