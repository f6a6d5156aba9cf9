import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { obtain } from "../oracle/obtain.ts";

/** One OpenSSH as Debian packages it, in a root directory of its own that client and server see as `/`. */
export interface Root {
  readonly suite: string;
  /** major * 100 + minor */
  readonly release: number;
  readonly path: string;
}

export const suites: readonly (readonly [suite: string, release: number])[] = [
  ["bullseye", 804],
  ["bookworm", 902],
  ["trixie", 1000],
  ["forky", 1006],
];

const run = (command: string, ...args: string[]): string => execFileSync(command, args, { encoding: "utf8" });

/**
 * The login shell of the lab's account. Perl is the one interpreter that sshd's packages bring along; nothing but these words
 * is ever done.
 */
const shell = `#!/usr/bin/perl
$| = 1;
# ssh starts the ssh to a jump host through its user's shell.
if (($ARGV[1] // "") =~ /^exec (\\/usr\\/bin\\/ssh .*)/) { my $words = $1; $words =~ tr/'//d; exec split / +/, $words }
my ($word, $gap) = split / /, ($ARGV[0] // "") eq "-c" ? $ARGV[1] : "idle";
if ($word eq "emit") { while (1) { print "x" or exit; select undef, undef, undef, $gap } }
if ($word eq "sink") { 1 while sysread STDIN, my $buffer, 4096; exit }
print "ready\\n";
sleep 1000 while 1;
`;

/** A server that says hello and then nothing: a login that stalls. */
const mute = `#!/usr/bin/perl
use Socket;
socket my $listener, PF_INET, SOCK_STREAM, 0;
setsockopt $listener, SOL_SOCKET, SO_REUSEADDR, 1;
bind $listener, sockaddr_in(22, INADDR_ANY);
listen $listener, 5;
print STDERR "Server listening\\n";
my @kept;
while (accept my $one, $listener) { syswrite $one, "SSH-2.0-mute\\r\\n"; push @kept, $one }
`;

/** Mounts and fills the root of a suite; a reason where it cannot be had. The mounts end with the lab's mount namespace. */
export async function rootOf(suite: string, release: number): Promise<Root | string> {
  const obtained = await obtain(suite);
  if (obtained.kind !== "obtained") return `OpenSSH of ${suite} cannot be had: ${obtained.reason}`;
  const base = join(process.env.KEEPALIVE_LINT_LAB_DIRECTORY ?? tmpdir(), suite);
  mkdirSync(base);
  run("mount", "-t", "tmpfs", "-o", "mode=755", "lab", base);
  const [upper, work, path] = ["upper", "work", "root"].map((name) => join(base, name));
  for (const each of [upper, work, path]) mkdirSync(String(each));
  const lower = join(dirname(obtained.ssh), "root");
  run("mount", "-t", "overlay", "-o", `lowerdir=${lower},upperdir=${upper},workdir=${work}`, "lab", String(path));
  fill(String(path));
  return { suite, release, path: String(path) };
}

function fill(root: string): void {
  const put = (name: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
    chmodSync(join(root, name), mode);
  };
  for (const name of ["dev", "proc", "run/sshd", "var/empty", "tmp", "lab"])
    mkdirSync(join(root, name), { recursive: true });
  for (const name of ["bin", "sbin", "lib", "lib64"])
    if (!existsSync(join(root, name))) symlinkSync(`usr/${name}`, join(root, name));
  run("mount", "--rbind", "/dev", join(root, "dev"));
  run("mount", "-t", "proc", "proc", join(root, "proc"));
  put(
    "etc/passwd",
    "root:x:0:0::/lab:/lab-shell\nlab:x:1000:1000::/tmp:/lab-shell\nsshd:x:100:65534::/run/sshd:/nologin\n",
  );
  put("etc/group", "root:x:0:\nlab:x:1000:\nnogroup:x:65534:\n");
  put("etc/shells", "/lab-shell\n");
  put("lab-shell", shell, 0o755);
  put("mute", mute, 0o755);
  for (const key of ["host", "user"])
    run("chroot", root, "/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", `/lab/${key}`);
  put("lab/authorized_keys", readFileSync(join(root, "lab/user.pub"), "utf8"));
}
