import { fail, ok, type Result } from "../base/result.ts";
import { type Distribution, distributionById, distributionOf, distributions } from "../openssh/distributions.ts";
import { NEWEST_RELEASE, OLDEST_RELEASE, parseVersion, releaseName, type Version } from "../openssh/versions.ts";
import type { Failure, Host } from "./host.ts";

/** Which OpenSSH a root is judged by, and why that one. */
export interface Assumed {
  readonly version: Version;
  /** Every release in question: the one, or both ends of a range. */
  readonly from: number;
  readonly to: number;
  /** "OpenSSH 9.2 (Debian 12)" */
  readonly name: string;
  readonly because: string;
}

const newest: Assumed = {
  version: { release: NEWEST_RELEASE, portable: 1, vendor: "upstream" },
  from: OLDEST_RELEASE,
  to: NEWEST_RELEASE,
  name: `OpenSSH ${releaseName(NEWEST_RELEASE)}`,
  because: "the newest known release",
};

const single = (version: Version, name: string, because: string): Assumed => ({
  version,
  from: version.release,
  to: version.release,
  name,
  because,
});

const ofDistribution = ({ name, version }: Distribution, because: string): Assumed =>
  single(version, `OpenSSH ${releaseName(version.release)} (${name})`, because);

/** By --openssh if it was given; else this machine's distribution for its own files, and the newest release for all others. */
export function assume(asked: string | undefined, isLive: boolean, host: Host): Result<Assumed, Failure> {
  if (asked !== undefined) return asked === "auto" ? installed(host) : named(asked);
  if (!isLive) return ok(newest);
  const distribution = thisDistribution(host);
  return ok(
    distribution === undefined ? newest : ofDistribution(distribution, `this machine runs ${distribution.name}`),
  );
}

function thisDistribution(host: Host): Distribution | undefined {
  const read = host.files.read("/etc/os-release");
  return read.ok ? distributionOf(read.value.text) : undefined;
}

function installed(host: Host): Result<Assumed, Failure> {
  const version = host.installedVersion();
  if (version === null)
    return fail({ path: null, message: "--openssh auto: `ssh -V` told no version on this machine" });
  return ok(single(version, nameOf(version), "`ssh -V` on this machine says so"));
}

/** By what `ssh -V` printed on the machine that a file comes from. */
export const ofBanner = (version: Version, because: string): Assumed => single(version, nameOf(version), because);

const vendorNames = { upstream: "", debian: " (Debian)", redhat: " (Red Hat)", apple: " (macOS)" } as const;

function nameOf(version: Version): string {
  const patch = version.portable > 1 ? `p${version.portable}` : "";
  return `OpenSSH ${releaseName(version.release)}${patch}${vendorNames[version.vendor]}`;
}

function named(asked: string): Result<Assumed, Failure> {
  const [first = "", last] = asked.split("..");
  if (last !== undefined) return range(first, last, asked);
  const version = versionNamed(asked);
  if (version === null) return fail(unknownVersion(asked));
  const distribution = distributionById(asked);
  return ok(
    distribution === undefined
      ? single(version, nameOf(version), "--openssh says so")
      : ofDistribution(distribution, "--openssh says so"),
  );
}

function range(first: string, last: string, asked: string): Result<Assumed, Failure> {
  const from = versionNamed(first);
  const to = versionNamed(last);
  if (from === null || to === null || from.release > to.release) return fail(unknownVersion(asked));
  const name = `${nameOf(to)} and back to ${releaseName(from.release)}`;
  return ok({ version: to, from: from.release, to: to.release, name, because: "--openssh says so" });
}

function versionNamed(text: string): Version | null {
  const version = distributionById(text)?.version ?? parseVersion(text);
  if (version === null || version.release < OLDEST_RELEASE || version.release > NEWEST_RELEASE) return null;
  return version;
}

function unknownVersion(asked: string): Failure {
  const known = distributions()
    .map(({ id }) => id)
    .join(", ");
  return {
    path: null,
    message: `--openssh: "${asked}" is no version that is known here: ${releaseName(OLDEST_RELEASE)} to ${releaseName(NEWEST_RELEASE)}, a range such as 8.4..10.6, ${known}, or auto`,
  };
}
