/** Files beside OpenSSH's own that carry the same settings; what `--as` takes. */
export const systems = [
  "shell",
  "fish",
  "crontab",
  "systemd",
  "launchd",
  "dockerfile",
  "makefile",
  "fstab",
  "yaml",
  "ansible-cfg",
  "ansible-inventory",
  "vagrant",
  "packer",
  "terraform",
  "nix",
  "sysctl",
  "putty",
  "putty-registry",
  "winscp",
  "xshell",
] as const;
export type System = (typeof systems)[number];
