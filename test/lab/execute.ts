import { spawn } from "node:child_process";

/**
 * Runs a command to its end and gives its standard output; rejects where it fails. Never synchronously: while this process
 * waits, it would see the end of other cases late.
 */
export function execute(command: string, args: readonly string[], input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "pipe" });
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ${args.join(" ")}: ${errors.trim()}`));
    });
    // Many programs end without reading what they are given; their exit status is what counts.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}
