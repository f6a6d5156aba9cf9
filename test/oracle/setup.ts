import { availableVersions } from "./openssh.ts";

/** Before the workers start: otherwise each of them would download and report on its own. */
export async function setup(): Promise<void> {
  const versions = await availableVersions();
  const named = versions.map(({ version, sshd }) => (sshd === null ? `${version} (client only)` : version));
  console.info(`oracle: OpenSSH ${named.join(", ")}`);
}
