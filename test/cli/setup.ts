import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = join(root, "dist", "main.cjs");

const changedAt = (path: string): number => statSync(path).mtimeMs;

/** When the newest of the files that a build is made of was changed. */
function newestSource(): number {
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).map((name) =>
    join("src", name),
  );
  return Math.max(...[...sources, "package.json", "tsup.config.ts"].map((name) => changedAt(join(root, name))));
}

/** Builds the program where it is missing or older than its sources; `npm test` has built it before. */
export function setup(): void {
  if (existsSync(built) && changedAt(built) >= newestSource()) return;
  execFileSync(process.execPath, [join(root, "node_modules", "tsup", "dist", "cli-default.js")], {
    cwd: root,
    env: withoutExtraCertificates(process.env),
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** Node warns on standard error where this names a file that is missing; it is no part of what is tested. */
function withoutExtraCertificates({ NODE_EXTRA_CA_CERTS: _, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return env;
}
