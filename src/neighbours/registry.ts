import type { System } from "../base/system.ts";
import { ansibleConfig } from "./ansible.ts";
import { ansibleInventory } from "./ansible-inventory.ts";
import { crontab } from "./crontab.ts";
import { dockerfile } from "./dockerfile.ts";
import { fish } from "./fish.ts";
import { fstab } from "./fstab.ts";
import { launchd } from "./launchd.ts";
import { makefile } from "./makefile.ts";
import type { Neighbour } from "./neighbour.ts";
import { nix } from "./nix.ts";
import { packer } from "./packer.ts";
import { putty } from "./putty.ts";
import { puttyRegistry } from "./putty-registry.ts";
import { shell } from "./shell.ts";
import { sysctl } from "./sysctl-files.ts";
import { systemd } from "./systemd.ts";
import { terraform } from "./terraform.ts";
import { vagrant } from "./vagrant.ts";
import { winscp } from "./winscp.ts";
import { xshell } from "./xshell.ts";
import { yamlFile } from "./yaml-file.ts";

/** How the file of each system is read. */
export const neighbours: Readonly<Record<System, Neighbour>> = {
  shell,
  fish,
  crontab,
  systemd,
  launchd,
  dockerfile,
  makefile,
  fstab,
  yaml: yamlFile,
  "ansible-cfg": ansibleConfig,
  "ansible-inventory": ansibleInventory,
  vagrant,
  packer,
  terraform,
  nix,
  sysctl,
  putty,
  "putty-registry": puttyRegistry,
  winscp,
  xshell,
};
