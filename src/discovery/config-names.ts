import { once } from "../base/once.ts";
import type { Side } from "../base/side.ts";
import { directoryOf, nameOf } from "../io/byte-paths.ts";
import type { BytePath } from "../io/files.ts";

/** What chezmoi puts before a name to say how the file is to be installed. */
const CHEZMOI_ATTRIBUTES = /^(?:exact_|create_|private_|readonly_|empty_|executable_)+/;

const TEMPLATE_SUFFIX = /\.(?:tmpl|j2|jinja2?|erb|epp|tpl|mustache|template)$/;

/** Where `config` is ssh's: the directory itself, a stow package's, a checkout's, a linked one's. */
const SSH_DIRECTORIES = new Set([".ssh", "ssh", "ssh.symlink"]);

const CLIENT_NAMES = new Set(["ssh_config", "ssh.cfg", "sshconfig"]);

const FRAGMENT_DIRECTORIES = new Set(["config.d", "conf.d", "configs"]);

/** What speaks about configs, makes them, hides them, or is left over from them. */
const otherKinds = once(
  () =>
    new RegExp(
      `\\.(?:${[
        "sh bash zsh fish ksh sed awk sls pp rb py pl go c h rs js ts lua nix tf hcl", // programs that make configs
        "md rst adoc html xml json ya?ml toml patch diff aug vim snip snippets service te", // texts about them
        "age asc gpg sops pub gz zip enc", // not readable as text
        "bak orig old save swp swo tmp lock rpmnew rpmsave rpmorig dpkg-\\w+ ucf-\\w+ pacnew pacsave", // leftovers
      ]
        .join(" ")
        .replaceAll(" ", "|")})$|~$|^\\._|^\\.?#|^README|config\\.5$`,
    ),
);

/** chezmoi's other files: encrypted, a link's target, scripts, names to remove. */
const NOT_ITSELF = /^(?:encrypted|symlink|modify|run|remove)_/;

/** The name as it is installed: chezmoi's and stow's spelling of dots and modes taken away. */
export const installedName = (name: string): string =>
  name.includes("_") || name.includes("-") ? name.replace(CHEZMOI_ATTRIBUTES, "").replace(/^dot[_-]/, ".") : name;

/** A template's suffix with its dot, or "": no proof of markup in it. */
export const templateSuffix = (name: string): string =>
  name.includes(".") ? (TEMPLATE_SUFFIX.exec(name)?.[0] ?? "") : "";

/**
 * The side of a file that stands where ssh configs stand, by its path alone; null for every other file.
 * Paths that were seen in public repositories decided these rules.
 */
export function sideByPlace(path: BytePath): Side | null {
  const name = plainName(path);
  const side = sideOfPlace(path, name);
  // Asked last: it is a long list, and most names are none of ours.
  return side === null || otherKinds().test(name) || NOT_ITSELF.test(name) ? null : side;
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
