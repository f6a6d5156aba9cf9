import type { Side } from "../base/side.ts";
import { directoryOf, nameOf } from "../io/byte-paths.ts";
import type { BytePath } from "../io/files.ts";

// By hand and not by expressions: every run asks some of this about a name or two, and V8 takes longer to read an expression.

/** What chezmoi puts before a name to say how the file is to be installed. */
const CHEZMOI_ATTRIBUTES = ["exact_", "create_", "private_", "readonly_", "empty_", "executable_"];

const TEMPLATE_SUFFIXES = " tmpl j2 jinja jinja2 erb epp tpl mustache template ";

/** Where `config` is ssh's: the directory itself, a stow package's, a checkout's, a linked one's. */
const SSH_DIRECTORIES = new Set([".ssh", "ssh", "ssh.symlink"]);

const CLIENT_NAMES = new Set(["ssh_config", "ssh.cfg", "sshconfig"]);

const FRAGMENT_DIRECTORIES = new Set(["config.d", "conf.d", "configs"]);

/** Suffixes of what speaks about configs, makes them, hides them, or is left over from them. */
const OTHER_KINDS = [
  " sh bash zsh fish ksh sed awk sls pp rb py pl go c h rs js ts lua nix tf hcl ", // programs that make configs
  " md rst adoc html xml json yml yaml toml patch diff aug vim snip snippets service te ", // texts about them
  " age asc gpg sops pub gz zip enc ", // not readable as text
  " bak orig old save swp swo tmp lock rpmnew rpmsave rpmorig pacnew pacsave ", // leftovers
];

/** chezmoi's other files: encrypted, a link's target, scripts, names to remove. */
const NOT_ITSELF = ["encrypted_", "symlink_", "modify_", "run_", "remove_"];

const beginsWith = (name: string, starts: readonly string[]): boolean => starts.some((start) => name.startsWith(start));

/** What stands behind the last dot of a name; "" where there is none, or no word. */
function suffixOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot === -1 || name.includes(" ", dot) ? "" : name.slice(dot + 1);
}

/** Whether a name of a config's place is one of something else. */
function isOtherKind(name: string): boolean {
  if (name.endsWith("~") || name.endsWith("config.5") || beginsWith(name, ["._", "#", ".#", "README"])) return true;
  const suffix = suffixOf(name);
  if (suffix === "") return false;
  return OTHER_KINDS.some((kinds) => kinds.includes(` ${suffix} `)) || /^(?:dpkg|ucf)-\w+$/.test(suffix);
}

/** The name as it is installed: chezmoi's and stow's spelling of dots and modes taken away. */
export function installedName(name: string): string {
  if (!name.includes("_") && !name.includes("-")) return name;
  let bare = name;
  for (let found = attributeOf(bare); found !== undefined; found = attributeOf(bare)) bare = bare.slice(found.length);
  return bare.startsWith("dot_") || bare.startsWith("dot-") ? `.${bare.slice(4)}` : bare;
}

const attributeOf = (name: string): string | undefined => CHEZMOI_ATTRIBUTES.find((one) => name.startsWith(one));

/** A template's suffix with its dot, or "": no proof of markup in it. */
export function templateSuffix(name: string): string {
  const suffix = suffixOf(name);
  return suffix !== "" && TEMPLATE_SUFFIXES.includes(` ${suffix} `) ? `.${suffix}` : "";
}

/**
 * The side of a file that stands where ssh configs stand, by its path alone; null for every other file.
 * Paths that were seen in public repositories decided these rules.
 */
export function sideByPlace(path: BytePath): Side | null {
  const name = plainName(path);
  const side = sideOfPlace(path, name);
  // Asked last: these are long lists, and most names are none of ours.
  return side === null || isOtherKind(name) || beginsWith(name, NOT_ITSELF) ? null : side;
}

function sideOfPlace(path: BytePath, name: string): Side | null {
  if (name.includes("sshd_config")) return "server";
  if (isHardeningTemplate(path, name)) return name === "opensshd.conf" ? "server" : "client";
  if (CLIENT_NAMES.has(name) || (name === "config" && isSshDirectory(directoryOf(path)))) return "client";
  return fragmentSide(directoryOf(path), name);
}

/** dev-sec's names in Ansible and Chef; a plain openssh.conf is supervisor's and others'. */
const isHardeningTemplate = (path: BytePath, name: string): boolean =>
  (name === "opensshd.conf" || name === "openssh.conf") && templateSuffix(nameOf(path)) !== "";

/** The last name, as installed and without a template's suffix. */
export function plainName(path: BytePath): string {
  const name = installedName(nameOf(path));
  return name.slice(0, name.length - templateSuffix(name).length);
}

export function isSshDirectory(directory: BytePath): boolean {
  const name = nameOf(directory);
  return SSH_DIRECTORIES.has(installedName(name)) || name.endsWith("_dot_ssh");
}

function fragmentSide(directory: BytePath, name: string): Side | null {
  const inside = installedName(nameOf(directory));
  if (name.endsWith(".conf") && inside === "ssh_config.d") return "client";
  if (name.endsWith(".conf") && inside === "sshd_config.d") return "server";
  const included = FRAGMENT_DIRECTORIES.has(inside) && isSshDirectory(directoryOf(directory)) && !name.startsWith(".");
  return included ? "client" : null;
}

/**
 * Whether a file is made to be included: it lies in `*.d/`, or anywhere under `config.d/`, `conf.d/`, `ssh_config.d/`
 * or `sshd_config.d/`.
 */
export function isFragmentPath(path: BytePath): boolean {
  // Most paths have no such directory at all.
  if (!path.includes(".d/") && !path.includes("dot_d/") && !path.includes("dot-d/")) return false;
  const directories = directoryOf(path).split("/").map(installedName);
  return (
    directories.at(-1)?.endsWith(".d") === true || directories.some((name) => /^(?:sshd?_)?conf(?:ig)?\.d$/.test(name))
  );
}
