// Twice the work must cost about twice the time: each shape at a size and at twice that size, the cheapest of some runs each.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { files, trees } from "./shapes.mjs";

const tool = fileURLToPath(new URL("../bin/keepalive-lint.cjs", import.meta.url));
const size = Number(process.env.BENCH_SIZE ?? 4000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const wanted = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), "keepalive-lint-growth-"));
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

function milliseconds(words) {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const before = process.resourceUsage === undefined ? 0 : process.hrtime.bigint();
    const { error } = spawnSync(process.execPath, [tool, "--no-config", ...words], {
      env,
      stdio: "ignore",
      timeout: 120_000,
    });
    if (error !== undefined) return Number.NaN;
    least = Math.min(least, Number(process.hrtime.bigint() - before) / 1e6);
  }
  return least;
}

function fileOf(name, count) {
  const [side, text] = files[name];
  const path = join(directory, `${name.replace(/\W+/g, "-")}-${count}`);
  writeFileSync(path, text(count));
  return ["--side", side, path];
}

const treeOf = (name, count) => trees[name](join(directory, `${name.replace(/\W+/g, "-")}-${count}`), count);

const empty = join(directory, "empty");
writeFileSync(empty, "Host *\n  ServerAliveInterval 60\n");
const floor = milliseconds(["--side", "client", empty]);

console.log(
  `| shape | ${size} | ${size * 2} | growth without the start of ${floor.toFixed(0)} ms |\n|---|---|---|---|`,
);
const shapes = [
  ...Object.keys(files).map((name) => [name, fileOf]),
  ...Object.keys(trees).map((name) => [name, treeOf]),
];
for (const [name, make] of shapes) {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue;
  const [once, twice] = [size, size * 2].map((count) => milliseconds(make(name, count)));
  const growth = (twice - floor) / Math.max(once - floor, 1);
  console.log(`| ${name} | ${once.toFixed(0)} ms | ${twice.toFixed(0)} ms | ${growth.toFixed(2)} |`);
}
rmSync(directory, { recursive: true });
