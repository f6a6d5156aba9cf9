// Whole processes against what this platform costs anyway and against OpenSSH itself; each figure is a ratio of medians of
// runs that took turns, so a machine that slows down slows both. A report, not a test: nothing fails here.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { files } from "./shapes.mjs";

const tool = fileURLToPath(new URL("../bin/keepalive-lint.cjs", import.meta.url));
const hosts = Number(process.env.BENCH_HOSTS ?? 50_000);
// Only rows whose name contains one of these words.
const wanted = process.argv.slice(2);
const rounds = Number(process.env.BENCH_ROUNDS ?? 9);
const directory = mkdtempSync(join(tmpdir(), "keepalive-lint-bench-"));
// It triples Node 20's start-up and so hides every difference.
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

function write(name, lines) {
  const path = join(directory, name);
  writeFileSync(path, lines.join("\n"));
  return path;
}

const numbers = (count) => Array.from({ length: count }, (_, index) => index);
const small = write("small", [
  "Host web1",
  "  HostName web1.example.com",
  "  User deploy",
  "  ServerAliveInterval 30",
  "Host *.lab",
  "  ProxyJump gate",
  "Host *",
  "  ServerAliveInterval 60",
  "  HashKnownHosts yes",
  "",
]);
const client = write("ssh_config", [
  ...numbers(hosts).flatMap((n) => [
    `Host host${n}`,
    `    HostName 10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
    `    User user${n % 7}`,
    `    ServerAliveInterval ${30 + (n % 60)}`,
    "",
  ]),
  "Host *",
  "    ServerAliveInterval 60",
  "",
]);
const server = write("sshd_config", [
  "ClientAliveInterval 60",
  ...numbers(hosts).flatMap((n) => [
    `Match User user${n}`,
    `    ClientAliveInterval ${30 + (n % 60)}`,
    "    X11Forwarding no",
  ]),
  "",
]);

const findings = write("findings", [
  ...numbers(25_000).flatMap((n) => [`Host host${n}`, `    ServerAliveInterval ${300 + (n % 600)}`]),
  "Host *",
  "    ServerAliveInterval 60",
  "",
]);

const lint = (...words) => [process.execPath, [tool, ...words]];
const node = [process.execPath, ["-e", "0"]];
const ssh = ["ssh", ["-G", "-T", "-F", client, "--", "host77"]];
const hostKey = join(directory, "host_key");
spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", hostKey]);
const who = "user=user77,host=h,addr=192.0.2.1,laddr=192.0.2.2,lport=22";
const sshd = ["/usr/sbin/sshd", ["-T", "-f", server, "-h", hostKey, "-C", who]];

// One host's interval is too long; each run mends a fresh copy, which stands beside the other side's of the same size.
const oneWrong = write("one-wrong", files["hosts, one of them wrong"][1](hosts).split("\n"));
const mended = join(directory, "mended");
const fresh = () => copyFileSync(oneWrong, mended);

const tree = join(directory, "tree");
for (const n of numbers(10_000)) {
  const home = join(tree, `home${n}`, ".ssh");
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "config"), `Host h${n}\n    User u\nHost *\n    ServerAliveInterval 60\n`);
}
const catAndNode = `find "$0" -type f -exec cat {} + >/dev/null; exec "$1" -e 0`;

// Peers: what other programs of this platform need to evaluate one host of the same file.
const packages = fileURLToPath(new URL("../node_modules/", import.meta.url));
const sshConfig = `require(${JSON.stringify(`${packages}ssh-config`)}).parse(require("fs").readFileSync(${JSON.stringify(client)},"utf8")).compute("host77")`;

// The same findings, and none of them shown.
const silent = lint("--no-config", "--side", "client", "--severity", "error", findings);
const formats = ["text", "compact", "json", "sarif", "github", "gitlab", "junit", "rdjson", "html"];

const rows = [
  ["lint a ten-line file", lint(small), "node -e 0", node],
  ["--version", lint("--version"), "node -e 0", node],
  [`lint ${hosts} hosts`, lint(client), "one ssh -G", ssh],
  [`lint ${hosts} Match blocks`, lint(server), "one sshd -T -C", sshd],
  [`lint ${hosts} hosts`, lint(client), "npm's ssh-config, one host", [process.execPath, ["-e", sshConfig]]],
  [`effective --all, ${hosts} hosts`, lint("effective", "-F", client, "--all", "-f", "json"), "one ssh -G", ssh],
  [`effective --all, ${hosts} hosts, a table`, lint("effective", "-F", client, "--all"), "one ssh -G", ssh],
  [
    `--fix of one in ${hosts} hosts`,
    lint("--no-config", "--side", "client", "--fix", mended),
    "its lint",
    lint("--no-config", "--side", "client", oneWrong),
    fresh,
  ],
  [
    "10,000 files in a tree",
    lint("--no-config", tree),
    "cat and node -e 0",
    ["sh", ["-c", catAndNode, tree, process.execPath]],
  ],
  ...formats.map((format) => [
    `25,000 findings as ${format}`,
    lint("--no-config", "--side", "client", "-f", format, findings),
    "the lint that shows none",
    silent,
  ]),
];

function seconds([command, args]) {
  const start = process.hrtime.bigint();
  const { error } = spawnSync(command, args, { env, stdio: "ignore" });
  return error === undefined ? Number(process.hrtime.bigint() - start) / 1e9 : Number.NaN;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

console.log("| work | ms | compared with | ms | ratio |\n|---|---|---|---|---|");
for (const [work, ours, peer, theirs, prepare = () => {}] of rows) {
  if (wanted.length > 0 && !wanted.some((word) => work.includes(word))) continue;
  const own = () => {
    prepare();
    return seconds(ours);
  };
  own();
  const pairs = numbers(rounds).map(() => [own(), seconds(theirs)]);
  const [mine, other] = [median(pairs.map(([a]) => a)), median(pairs.map(([, b]) => b))];
  const shown = Number.isNaN(other) ? "not here" : (other * 1000).toFixed(0);
  const ratio = Number.isNaN(other) ? "" : (mine / other).toFixed(2);
  console.log(`| ${work} | ${(mine * 1000).toFixed(0)} | ${peer} | ${shown} | ${ratio} |`);
}

/** Peak memory in MB, which a process says of itself when it ends. */
function peak(words) {
  const report = join(directory, "peak");
  const hook = join(directory, "hook.cjs");
  writeFileSync(
    hook,
    `process.on("exit", () => require("fs").writeFileSync(${JSON.stringify(report)}, String(process.resourceUsage().maxRSS)))`,
  );
  spawnSync(process.execPath, ["--require", hook, ...words], { env, stdio: "ignore" });
  return Number(readFileSync(report, "utf8")) / 1024;
}

if (wanted.length === 0) {
  const size = statSync(client).size / 1024 / 1024;
  const floor = peak(["-e", "0"]);
  console.log("\n| memory | MB | over Node's own, in sizes of the file |\n|---|---|---|");
  for (const [work, words] of [
    ["lint", ["--no-config", "--side", "client", client]],
    ["lint of one wrong", ["--no-config", "--side", "client", oneWrong]],
    ["effective --all", ["effective", "-F", client, "--all", "-f", "json"]],
  ]) {
    const most = peak([tool, ...words]);
    console.log(`| ${work} | ${most.toFixed(0)} | ${((most - floor) / size).toFixed(1)} |`);
  }
}
rmSync(directory, { recursive: true });
