// The parts of README.md that come from the program itself, so that they cannot be wrong: `npm run gen` writes them, and
// test/readme.test.ts fails where they are stale.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const tool = fileURLToPath(new URL("../bin/keepalive-lint.cjs", import.meta.url));

/** A home directory with the example as its ssh config, whatever the umask of the checkout was. */
function withHome(use) {
  const home = mkdtempSync(join(tmpdir(), "keepalive-lint-readme-"));
  mkdirSync(join(home, ".ssh"), { mode: 0o700 });
  writeFileSync(join(home, ".ssh", "config"), readFileSync(join(root, "fixtures/readme/config")), { mode: 0o600 });
  try {
    return use(home);
  } finally {
    rmSync(home, { recursive: true });
  }
}

function output(home, ...words) {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const plain = { ...env, HOME: home, CI: "", GITHUB_ACTIONS: "", NO_COLOR: "1", COLUMNS: "100" };
  const args = words.map((word) => word.replace(/^~/, home));
  return spawnSync(process.execPath, [tool, ...args], { cwd: root, encoding: "utf8", env: plain }).stdout;
}

function shown(...words) {
  const text = withHome((home) => output(home, ...words));
  return `\`\`\`console\n$ keepalive-lint ${words.join(" ")}\n${text.trimEnd()}\n\`\`\``;
}

function rulesTable() {
  const rows = output(root, "explain")
    .trimEnd()
    .split("\n")
    .map((line) => /^(\S+)\s+(\S+)\s+(.*)$/.exec(line))
    .map(([, id, severity, summary]) => `| \`${id}\` | ${severity} | ${summary.replaceAll("|", "\\|")} |`);
  return ["| rule | at most | finds |", "|---|---|---|", ...rows].join("\n");
}

const regions = {
  example: () => shown("--openssh", "debian-12", "~/.ssh/config"),
  effective: () => shown("effective", "--openssh", "debian-12", "-F", "~/.ssh/config", "web3"),
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
