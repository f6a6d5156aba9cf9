import { once } from "../base/once.ts";
import type { System } from "../base/system.ts";
import { nameOf } from "../io/byte-paths.ts";
import type { BytePath } from "../io/files.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { installedName, sideByPlace } from "./config-names.ts";
import { sideByName } from "./side.ts";

/** What a file's name or its first lines say about the program that reads it. */
export interface Sign {
  readonly system: System;
  /** The last name of the path. */
  readonly name?: RegExp;
  readonly path?: RegExp;
  /** In a file whose name says nothing. */
  readonly content?: RegExp;
  /** Texts of which each path that fits has one, in lower case: most files have none, and an expression takes long to make. */
  readonly inPath?: readonly string[];
  /** The same of contents, as they are; a newline stands for the beginning, too. */
  readonly inContent?: readonly string[];
}

/** In order; the first that fits decides, names before contents. */
const signs = once((): readonly Sign[] => [
  // Without it cloud-init takes user data for something else; scripts in it have the signs of a shell.
  {
    system: "yaml",
    content: /^(?:## template: ?jinja\r?\n)?#cloud-config[ \t]*(?:\r?\n|$)/,
    inContent: ["#cloud-config"],
  },
  {
    system: "shell",
    name: /\.(?:ba|da|z|k)?sh$|^\.?(?:bash|zsh)_?(?:rc|env|login|logout|profile|aliases|functions)(?:[.-]\w+)?$|^\.?(?:z?profile|zlog(?:in|out))$|^\.(?:(?:bash_)?(?:aliases|functions)|envrc|xinitrc|xsession|xprofile|(?:k|mk|)shrc)$/,
    path: /(?:^|\/)\.?(?:bash|zsh|sh|profile)(?:rc)?\.d\/[^/]+$/,
    // What no configuration of ssh has: a word that ends a block of a shell, an alias, an exported variable.
    content: /^#!.*\b(?:ba|da|z|k)?sh\b|^[ \t]*(?:fi|done|esac)[ \t]*(?:[;&|#].*)?$|^[ \t]*(?:alias|export) [\w-]+=/m,
    inPath: ["sh", "rc", "profile", "env", "login", "logout", "aliases", "functions", "xinitrc", "xsession"],
    inContent: [
      "#!",
      ...["fi", "done", "esac", "alias ", "export "].flatMap((word) => [`\n${word}`, ` ${word}`, `\t${word}`]),
    ],
  },
  { system: "fish", name: /\.fish$/, content: /^#!.*\bfish\b/, inPath: [".fish"], inContent: ["#!"] },
  {
    system: "systemd",
    name: /\.(?:service|socket|timer|mount|automount)$/,
    path: /\.service\.d\/[^/]*\.conf$/,
    content: /^\[(?:Unit|Service|Mount)\]\s*$/m,
    inPath: [".service", ".socket", ".timer", "mount"],
    inContent: ["[Unit]", "[Service]", "[Mount]"],
  },
  {
    system: "launchd",
    name: /\.plist$/,
    content: /<plist\b[\s\S]*<key>ProgramArguments<\/key>/,
    inPath: [".plist"],
    inContent: ["<plist"],
  },
  {
    system: "crontab",
    name: /^crontab$|\.cron(?:tab)?$/,
    path: /(?:^|\/)cron\.d\/[^/]*$|\/crontabs\/[^/]*$/,
    content: /^(?:@(?:reboot|hourly|daily|weekly|monthly)|(?:[\d*][\d*/,-]*[ \t]+){5})\s*\S/m,
    inPath: ["cron"],
    inContent: [..."@*0123456789"].map((sign) => `\n${sign}`),
  },
  { system: "dockerfile", name: /^(?:Docker|Container)file(?:\.\w+)?$|\.(?:docker|container)file$/i, inPath: ["file"] },
  { system: "makefile", name: /^(?:GNU)?[Mm]akefile(?:\.\w+)?$|\.mk$/, inPath: ["makefile", ".mk"] },
  { system: "fstab", name: /^fstab$/, inPath: ["fstab"] },
  // Ansible reads them as YAML whatever their names end with.
  { system: "yaml", path: /(?:^|\/)(?:group|host)_vars\/(?:[^/]+\/)*[^/.]+$/, inPath: ["_vars/"] },
  {
    system: "ansible-cfg",
    name: /^\.?ansible\.cfg$/,
    content: /^\[ssh_connection\]\s*$/m,
    inPath: ["ansible.cfg"],
    inContent: ["[ssh_connection]"],
  },
  {
    system: "ansible-inventory",
    name: /^(?:hosts|inventory)(?:\.ini)?$/,
    path: /(?:^|\/)inventor(?:y|ies)\/(?:[^/]+\/)*[^/.]+(?:\.ini)?$/,
    content: /^\[[^\]]+:(?:vars|children)\]\s*$|\bansible_(?:host|user|connection|ssh_\w+)\s*=/m,
    inPath: ["hosts", "inventor"],
    inContent: [":vars]", ":children]", "ansible_"],
  },
  { system: "yaml", name: /\.ya?ml$/, inPath: [".y"] },
  {
    system: "vagrant",
    name: /^Vagrantfile(?:\.\w+)?$/,
    content: /^Vagrant\.configure/m,
    inPath: ["vagrantfile"],
    inContent: ["Vagrant.configure"],
  },
  {
    system: "packer",
    name: /\.pkr\.(?:hcl|json)$|^packer\.json$/,
    content: /"builders"\s*:/,
    inPath: [".pkr.", "packer.json"],
    inContent: ['"builders"'],
  },
  { system: "terraform", name: /\.tf$/, inPath: [".tf"] },
  { system: "nix", name: /\.nix$/, inPath: [".nix"] },
  {
    system: "sysctl",
    path: /(?:^|\/)sysctl\.conf(?:\.(?:j2|tmpl|erb|tpl))?$|[/._-]sysctl\.d\/[^/]+\.conf(?:\.(?:j2|tmpl|erb|tpl))?$/,
    // The first line that is no comment sets a key of the kernel.
    content: /^(?:[ \t]*(?:[#;].*)?\r?\n)*[ \t]*-?(?:abi|debug|dev|fs|kernel|net|vm)[./][\w./*-]+[ \t]*=/,
    inPath: ["sysctl"],
    inContent: ["abi", "debug", "dev", "fs", "kernel", "net", "vm"].flatMap((name) => [`${name}.`, `${name}/`]),
  },
  {
    system: "putty-registry",
    name: /\.reg$/i,
    content: /^(?:REGEDIT4|Windows Registry Editor)/,
    inPath: [".reg"],
    inContent: ["REGEDIT4", "Windows Registry Editor"],
  },
  {
    system: "winscp",
    name: /^winscp.*\.ini$/i,
    content: /^\[(?:Sessions|Configuration)\\/m,
    inPath: ["winscp"],
    inContent: ["[Sessions\\", "[Configuration\\"],
  },
  // In UTF-16 each letter has a zero byte beside it.
  {
    system: "xshell",
    content: /\[\0?C\0?O\0?N\0?N\0?E\0?C\0?T\0?I\0?O\0?N\0?[\]:]|\[\0?S\0?e\0?s\0?s\0?i\0?o\0?n\0?I\0?n\0?f\0?o\0?\]/,
    inContent: ["[C", "[\0C", "[S", "[\0S"],
  },
  {
    system: "putty",
    path: /(?:^|\/)\.?putty\/sessions\/[^/]+$/,
    content: /^PingInterval(?:Secs)?=.*^(?:HostName|Protocol)=|^(?:HostName|Protocol)=.*^PingInterval(?:Secs)?=/ms,
    inPath: ["putty/sessions/"],
    inContent: ["PingInterval"],
  },
]);

/** Of each text of a sign's inPath a part: most paths have none of these, and to make the signs takes longer than to ask. */
const IN_PATHS =
  "sh|rc|file|env|login|logout|aliases|functions|xsession|.service|.socket|.timer|mount|.plist|cron|.mk|fstab|_vars/|" +
  "ansible.cfg|hosts|inventor|.y|.pkr.|packer.json|.tf|.nix|sysctl|.reg|winscp|putty/";

/** The same of inContent. */
const IN_CONTENTS =
  "[|]|#!|#cloud-config|<plist|ansible_|Vagrant.configure|builders|REGEDIT4|Windows Registry Editor|PingInterval|" +
  "\nfi| fi|\tfi|\ndone| done|\tdone|\nesac| esac|\tesac|alias |export |" +
  "\n@|\n*|\n0|\n1|\n2|\n3|\n4|\n5|\n6|\n7|\n8|\n9|" +
  "abi.|debug.|dev.|fs.|kernel.|net.|vm.|abi/|debug/|dev/|fs/|kernel/|net/|vm/";

/** Whose signs are looked for in a file; the rest is not read for them. */
const HEAD = 4096;

/** The other system whose name or place a file has, chezmoi's spelling of it included; null for every other file. */
export function systemByName(path: BytePath): System | null {
  const name = installedName(nameOf(path));
  const lower = asciiLower(`${path}\n${name}`);
  if (!hasAny(lower, IN_PATHS.split("|"))) return null;
  const fits = (sign: Sign): boolean =>
    hasAny(lower, sign.inPath) && (sign.name?.test(name) === true || sign.path?.test(path) === true);
  return signs().find(fits)?.system ?? null;
}

const hasAny = (text: string, texts: readonly string[] | undefined): boolean =>
  texts === undefined || texts.some((one) => text.includes(one));

/** The other system that a file belongs to, by its name, else by its content; null for OpenSSH's own files and all others. */
export function systemOf(path: BytePath, text: string): System | null {
  if (sideByPlace(path) !== null) return null;
  const named = systemByName(path);
  if (named !== null) return named;
  if (sideByName(path) !== null) return null;
  const head = text.slice(0, HEAD);
  const begun = `\n${head}`;
  if (!hasAny(begun, IN_CONTENTS.split("|"))) return null;
  const fits = ({ content, inContent }: Sign): boolean =>
    content !== undefined && hasAny(begun, inContent) && content.test(head);
  return signs().find(fits)?.system ?? null;
}

/** For tests: what each sign asks of paths and contents before its expressions are asked, and what is asked before all. */
export const allSigns = (): readonly Sign[] => signs();
export const askedFirst = (): { readonly inPaths: readonly string[]; readonly inContents: readonly string[] } => ({
  inPaths: IN_PATHS.split("|"),
  inContents: IN_CONTENTS.split("|"),
});
