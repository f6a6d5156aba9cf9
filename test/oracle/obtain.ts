import { randomUUID } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { type AptFile, debianSources } from "./apt-source.ts";
import { type Environment, run } from "./run.ts";

export type Obtained =
  | { readonly kind: "obtained"; readonly ssh: string; readonly sshd: string }
  | { readonly kind: "unavailable"; readonly reason: string };

// Raise it when the steps below change: caches made by another recipe are made again.
const recipe = "3";
const packages = ["openssh-client", "openssh-server", "libnss-wrapper"];
const abandonedAfter = 60 * 60 * 1000;
const aptLimit = 180_000;

/** OpenSSH client and server as packaged in a Debian suite, unpacked in the user's cache and never installed. */
export async function obtain(suite: string): Promise<Obtained> {
  const home = join(cacheRoot(), suite);
  try {
    if (!(await isComplete(home))) await make(suite, home);
    return { kind: "obtained", ssh: join(home, "ssh"), sshd: join(home, "sshd") };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    // Logs name no mirror.
    const reason = text
      .replace(/\w+:\/\/\S+/g, "URL")
      .replace(/\s+/g, " ")
      .trim();
    return { kind: "unavailable", reason };
  }
}

function cacheRoot(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "keepalive-lint-oracle");
}

async function isComplete(home: string): Promise<boolean> {
  const marker = await readFile(join(home, "complete"), "utf8").catch(() => "");
  return marker === recipe;
}

// Built beside its place and renamed into it, so that nobody ever sees half a tree.
async function make(suite: string, home: string): Promise<void> {
  const work = `${home}.${randomUUID()}.tmp`;
  await sweep();
  await mkdir(work, { recursive: true });
  try {
    await unpackSuite(suite, work);
    await writeFile(join(work, "complete"), recipe);
    await settle(work, home);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function settle(work: string, home: string): Promise<void> {
  if (!(await isComplete(home))) await retire(home);
  await rename(work, home).catch(async (error: unknown) => {
    if (!(await isComplete(home))) throw error;
  });
}

async function retire(home: string): Promise<void> {
  const grave = `${home}.${randomUUID()}.tmp`;
  const moved = await rename(home, grave).then(
    () => true,
    () => false,
  );
  if (moved) await rm(grave, { recursive: true, force: true });
}

async function sweep(): Promise<void> {
  const names = await readdir(cacheRoot()).catch(() => []);
  for (const name of names.filter((entry) => entry.endsWith(".tmp"))) {
    const path = join(cacheRoot(), name);
    const changed = await stat(path).catch(() => undefined);
    if (changed && Date.now() - changed.mtimeMs > abandonedAfter) await rm(path, { recursive: true, force: true });
  }
}

async function unpackSuite(suite: string, work: string): Promise<void> {
  const sources = debianSources(await aptFiles(), await debianCodename(), suite);
  let reason = "no source of Debian itself in this machine's apt configuration";
  for (const source of sources) {
    const failure = await download(source, work);
    if (failure === undefined) return unpack(work);
    reason = failure;
  }
  throw new Error(reason);
}

async function debianCodename(): Promise<string> {
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  if (!/^ID="?debian"?$/m.test(release)) throw new Error("this machine is not Debian");
  return /^VERSION_CODENAME="?([\w-]+)"?$/m.exec(release)?.[1] ?? "";
}

async function aptFiles(): Promise<AptFile[]> {
  const parts = "/etc/apt/sources.list.d";
  const names = (await readdir(parts).catch(() => [])).filter((name) => /\.(sources|list)$/.test(name)).sort();
  const paths = ["/etc/apt/sources.list", ...names.map((name) => join(parts, name))];
  return Promise.all(paths.map(async (name) => ({ name, text: await readFile(name, "utf8").catch(() => "") })));
}

async function download(source: AptFile, work: string): Promise<string | undefined> {
  await rm(join(work, "apt"), { recursive: true, force: true });
  for (const part of ["etc/sources", "etc/none", "state/lists/partial", "cache/archives/partial"]) {
    await mkdir(join(work, "apt", part), { recursive: true });
  }
  await writeFile(join(work, "apt/etc/sources", source.name), source.text);
  await writeFile(join(work, "apt/status"), "");
  await writeFile(join(work, "apt/apt.conf"), aptConfiguration(join(work, "apt")));
  const install = ["install", "--yes", "--no-install-recommends", "--download-only", ...packages];
  return (await aptGet(work, ["update"])) ?? (await aptGet(work, install));
}

// Read after the machine's own settings, so its proxies hold and its hooks and pins do not.
function aptConfiguration(apt: string): string {
  const hooks = ["Pre-Invoke", "Post-Invoke", "Post-Invoke-Success"].map((hook) => `#clear APT::Update::${hook};`);
  const settings = {
    "Dir::Etc::sourcelist": "/dev/null",
    "Dir::Etc::sourceparts": `${apt}/etc/sources`,
    "Dir::Etc::preferences": "/dev/null",
    "Dir::Etc::preferencesparts": `${apt}/etc/none`,
    "Dir::State": `${apt}/state`,
    "Dir::State::lists": `${apt}/state/lists`,
    "Dir::State::status": `${apt}/status`,
    "Dir::Cache": `${apt}/cache`,
    "Dir::Cache::archives": `${apt}/cache/archives`,
    "Debug::NoLocking": "true",
    "APT::Sandbox::User": "root",
    "APT::Default-Release": "",
    "Acquire::Languages": "none",
    "Acquire::Retries": "1",
    "Acquire::http::Timeout": "30",
    "Acquire::https::Timeout": "30",
  };
  return [...hooks, ...Object.entries(settings).map(([key, value]) => `${key} "${value}";`), ""].join("\n");
}

async function aptGet(work: string, args: readonly string[]): Promise<string | undefined> {
  const config = join(work, "apt/apt.conf");
  // Without the option, update counts an unreachable source as a warning and exits 0.
  const all = ["-c", config, "-o", "APT::Update::Error-Mode=any", "--quiet=2", ...args];
  const { code, stderr } = await run("apt-get", all, aptEnvironment(), aptLimit);
  if (code === 0) return undefined;
  const error = stderr.split("\n").find((line) => line.startsWith("E:")) ?? stderr;
  return `apt-get ${args[0]} failed: ${error}`;
}

function aptEnvironment(): Environment {
  const proxies = Object.entries(process.env).filter(([name]) => /^(https?|ftp|no|all)_proxy$/i.test(name));
  const set = proxies.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { PATH: systemPath, LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive", ...Object.fromEntries(set) };
}

const systemPath = "/usr/sbin:/usr/bin:/sbin:/bin";

async function unpack(work: string): Promise<void> {
  const archives = join(work, "apt/cache/archives");
  const root = join(work, "root");
  for (const name of (await readdir(archives)).filter((entry) => entry.endsWith(".deb"))) {
    const { code, stderr } = await run("dpkg-deb", ["-x", join(archives, name), root], { PATH: systemPath }, aptLimit);
    if (code !== 0) throw new Error(`dpkg-deb -x ${name}: ${stderr}`);
  }
  await writeWrappers(work);
  const unused = ["apt", "root/usr/share", "root/var", "root/etc"];
  for (const part of unused) await rm(join(work, part), { recursive: true, force: true });
}

async function writeWrappers(work: string): Promise<void> {
  const libraries = await libraryFolders(join(work, "root"));
  const loader = await findLoader(join(work, "root"), libraries);
  const path = libraries.map((folder) => `$root/${folder}`).join(":");
  // $0 keeps the script valid after the rename of its folder.
  const start = `#!/bin/sh\nroot=\${0%/*}/root\nexec "$root/${loader}" --library-path "${path}"`;
  await writeScript(join(work, "ssh"), `${start} "$root/usr/bin/ssh" "$@"\n`);
  // sshd wants its own user in the user database; nss_wrapper shows it one without touching the machine's.
  await writeScript(join(work, "sshd"), `${start} --preload libnss_wrapper.so "$root/usr/sbin/sshd" "$@"\n`);
}

async function writeScript(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o755);
}

async function libraryFolders(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const parent of ["usr/lib", "lib"]) {
    const names = await readdir(join(root, parent)).catch(() => []);
    found.push(...names.filter((name) => /-linux-gnu/.test(name)).map((name) => `${parent}/${name}`));
  }
  return found;
}

// Not lib64/: in older suites that is an absolute link, which leads out of the unpacked tree.
async function findLoader(root: string, folders: readonly string[]): Promise<string> {
  for (const folder of folders) {
    const names = await readdir(join(root, folder));
    const loader = names.find((name) => /^ld(-linux[\w-]*|64)\.so\.\d+$/.test(name));
    if (loader) return `${folder}/${loader}`;
  }
  throw new Error("the unpacked packages hold no dynamic loader");
}
