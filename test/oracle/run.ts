import { spawn } from "node:child_process";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type Environment = Readonly<Record<string, string>>;

/** Runs a program without standard input; rejects when it could not start or was killed, as that is no answer. */
export function run(command: string, args: readonly string[], env: Environment, timeout = 20_000): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, timeout, killSignal: "SIGKILL", stdio: ["ignore", "pipe", "pipe"] });
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === null) reject(new Error(`${command} ended by ${signal} (limit ${timeout} ms): ${stderr()}`));
      else resolve({ code, stdout: stdout(), stderr: stderr() });
    });
  });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

export type Gate = <T>(task: () => Promise<T>) => Promise<T>;

/** A gate lets `width` tasks through at a time; do not enter the same gate from inside a task. */
export function createGate(width: number): Gate {
  let free = width;
  const waiting: (() => void)[] = [];
  const enter = (): Promise<void> | undefined => {
    if (free === 0) return new Promise((resolve) => waiting.push(resolve));
    free -= 1;
    return undefined;
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return async (task) => {
    await enter();
    return task().finally(leave);
  };
}

/** Maps in order of the items with at most `width` calls of `map` under way. */
export function mapLimit<T, R>(items: readonly T[], width: number, map: (item: T) => Promise<R>): Promise<R[]> {
  const gate = createGate(width);
  return Promise.all(items.map((item) => gate(() => map(item))));
}

/** How often a property is tried: KEEPALIVE_LINT_ORACLE_RUNS bounds it, `fallback` holds without it. */
export function oracleRuns(fallback: number): number {
  const bound = process.env.KEEPALIVE_LINT_ORACLE_RUNS ?? "";
  if (bound === "") return fallback;
  if (!/^[1-9]\d*$/.test(bound)) throw new Error(`KEEPALIVE_LINT_ORACLE_RUNS is not a positive number: ${bound}`);
  return Number(bound);
}

/** How long so many runs of a property may take on a busy machine, shrinking included. */
export const propertyTimeout = (runs: number): number => 300_000 + runs * 3_000;

/**
 * What random cases begin with: the same in every run, so that nobody's build fails by chance. KEEPALIVE_LINT_ORACLE_SEED=random
 * tries others every time: that is how to look for bugs.
 */
export function oracleSeed(): { readonly seed?: number } {
  const seed = process.env.KEEPALIVE_LINT_ORACLE_SEED ?? "20261201";
  if (seed === "random") return {};
  if (!/^\d+$/.test(seed)) throw new Error(`KEEPALIVE_LINT_ORACLE_SEED is neither a number nor "random": ${seed}`);
  return { seed: Number(seed) };
}
