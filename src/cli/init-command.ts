import { joined } from "../io/byte-paths.ts";
import { configFileNames } from "../policy/load.ts";
import type { Context } from "./context.ts";
import { tell } from "./context.ts";
import { writeAll } from "./output.ts";

/** A commented project config: everything in it is a default, so it changes nothing until it is edited. */
export const initialConfig = `# yaml-language-server: $schema=./node_modules/keepalive-lint/schema/keepalive-lint.schema.json
# keepalive-lint: what this repository asks of keepalive settings in ssh_config and sshd_config.
# Data only; every line below states a default. \`keepalive-lint --list-policies\` and
# \`keepalive-lint explain\` list what can be chosen.

# A built-in policy: recommended, or a benchmark for servers (cis-2022, stig-rhel8-10, ...).
policy: recommended

# What lies between the two sides: anywhere, azure, home, aws, gcp, firewall, none, ... or its
# idle limit in seconds. "anywhere" is the strictest documented default: 240 seconds.
# network: aws

# The OpenSSH that is judged: 9.2, debian-12, a range such as 8.4..10.6, or auto. Left out,
# files of this machine are judged as its own ssh, all others as the newest release.
# openssh: debian-12

# Limits of your own, in seconds. \`apply\` is the interval that --fix writes.
# client:
#   interval: { apply: 60 }
#   deadPeer: { min: 30, max: 3600 }
# server:
#   tcpKeepAlive: any

# Limits for some targets only: patterns as in a Host line, of which the later wins.
# overrides:
#   - targets: "*.prod, !test.prod"
#     deadPeer: { max: 120 }

# Severity per rule: off, info, warning or error.
# rules:
#   interval-too-short: off

# Search directories for other files that carry keepalive settings, too: scripts, units, sysctl.conf, ansible.cfg.
# neighbours: true

# What is passed over when a directory is searched, as in .gitignore.
# exclude:
#   - archive/
`;

/** Writes the config into the working directory; never over an existing one. */
export function initCommand(context: Context): number {
  const { host } = context;
  const existing = configFileNames
    .filter((name) => name !== "package.json")
    .find((name) => host.files.facts(joined(host.cwd, name)) !== null);
  if (existing !== undefined) {
    tell(context, [{ path: joined(host.cwd, existing), message: "exists already and is left as it is" }], []);
    return 2;
  }
  const path = joined(host.cwd, ".keepalive-lint.yaml");
  const result = host.loadWriter()?.create(path, initialConfig);
  if (result === undefined || !result.ok) {
    tell(context, [{ path, message: result === undefined ? "may not be written" : result.error.message }], []);
    return 2;
  }
  writeAll(1, "wrote .keepalive-lint.yaml\n");
  return 0;
}
