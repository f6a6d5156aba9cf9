import { describe, expect, it } from "vitest";
import { lintTree } from "../../host.ts";
import { fixed, found } from "./helpers.ts";

const tooLong = (at: string): string[] => [`${at} interval-too-long`];

describe("option forms", () => {
  it.each([
    ["ssh -o ServerAliveInterval=900 h", "1:8"],
    ["ssh -oServerAliveInterval=900 h", "1:7"],
    ["ssh -o 'ServerAliveInterval 900' h", "1:9"],
    ['ssh -o "ServerAliveInterval = 900" h', "1:9"],
    ["ssh -o serveraliveinterval=15m h", "1:8"],
    ["ssh '-o ServerAliveInterval=900' h", "1:9"],
    ["ssh -NTfo ServerAliveInterval=900 h", "1:11"],
    ["ssh h -o ServerAliveInterval=900", "1:10"],
    ["ssh -p 22 -J a,b u@h -o ServerAliveInterval=900 -N", "1:25"],
    ["/usr/bin/ssh -o Server\\AliveInterval=900 h", "1:17"],
    ["ssh \\\n  -o ServerAliveInterval=900 \\\n  h", "2:6"],
    ["scp -o ServerAliveInterval=900 a h:b", "1:8"],
    ["sftp -oServerAliveInterval=900 h", "1:8"],
    ["rsync -av -e 'ssh -o ServerAliveInterval=900' a h:b", "1:22"],
    ["rsync --rsh='ssh -o ServerAliveInterval=900' a h:b", "1:21"],
    ["GIT_SSH_COMMAND='ssh -o ServerAliveInterval=900' git push", "1:25"],
    ['export GIT_SSH_COMMAND="ssh -o ServerAliveInterval=900"', "1:32"],
    ["git -c core.sshCommand='ssh -o ServerAliveInterval=900' push", "1:32"],
    ["git config --global core.sshCommand 'ssh -o ServerAliveInterval=900'", "1:45"],
    ["sshfs -o ServerAliveInterval=900,allow_other h:/ /mnt", "1:10"],
    ["sudo -u bob nohup ssh -o ServerAliveInterval=900 h", "1:26"],
    ["timeout -k 5 10 ssh -o ServerAliveInterval=900 h", "1:24"],
    ["sh -c 'exec ssh -o ServerAliveInterval=900 h'", "1:20"],
    ["tmux new-session -d -s t 'ssh -o ServerAliveInterval=900 h'", "1:34"],
    ["x=$(ssh -o ServerAliveInterval=900 h uptime)", "1:12"],
    ["while ! ssh -o ServerAliveInterval=900 h; do sleep 1; done", "1:16"],
    ["alias w='ssh -o ServerAliveInterval=900 h'", "1:17"],
    ["O='-o ServerAliveInterval=900'\nssh $O h", "1:7"],
    ['O=(-o ServerAliveInterval=900)\nssh "$' + '{O[@]}" h', "1:7"],
    ["ansible-playbook --ssh-common-args='-o ServerAliveInterval=900' x.yml", "1:40"],
    ["export ANSIBLE_SSH_COMMON_ARGS='-o ServerAliveInterval=900'", "1:36"],
  ])("%s", (text, at) => {
    expect(found("a.sh", `${text}\n`)).toEqual(tooLong(at));
  });
});

describe("what says nothing", () => {
  it.each([
    "# ssh -o ServerAliveInterval=900 h",
    "echo 'run ssh -o ServerAliveInterval=900 h'",
    "echo ssh -o ServerAliveInterval=900 h",
    "cat <<EOF\nssh -o ServerAliveInterval=900 h\nEOF",
    "ssh h 'tool -o ServerAliveInterval=900'",
    "ssh -- h -o ServerAliveInterval=900",
    "ssh -O check -o ServerAliveInterval=900 h",
    "ssh -G -o ServerAliveInterval=900 h",
    "ssh -o ServerAliveInterval=60 -o ServerAliveCountMax=3 h",
    'ssh -o ServerAliveInterval="$I" h',
    'ssh -o "$OPTION" h',
    "ssh $OPTS h",
    "ssh h",
    "sudo apt-get install autossh",
    "command -v autossh",
    "grep -r ServerAliveInterval=900 /etc/ssh",
    "sed -i 's/ServerAliveInterval=0/ServerAliveInterval=900/' ~/.ssh/config",
    "scp -o BatchMode=yes a h:b",
    "for O in a b; do ssh -o ServerAliveInterval=$O h; done",
    "mosh --ssh='ssh -p 2222' h",
  ])("%s", (text) => {
    expect(found("a.sh", `${text}\n`)).toEqual([]);
  });
});

describe("what another program starts", () => {
  it.each([
    ["sudo GIT_SSH_COMMAND='ssh -o ServerAliveInterval=900' git pull", "1:30"],
    ["env -i GIT_SSH_COMMAND='ssh -o ServerAliveInterval=900' git pull", "1:32"],
    ["start-stop-daemon -S -b --exec /usr/bin/ssh -- -N -o ServerAliveInterval=900 h", "1:54"],
    ["start-stop-daemon --start --startas=/usr/bin/ssh -- -o ServerAliveInterval=900 h", "1:56"],
    ["daemon --user=bob ssh -o ServerAliveInterval=900 h", "1:26"],
    ['rsync -a -e"ssh -o ServerAliveInterval=900" a h:b', "1:20"],
    ["watch -n 5 'ssh -o ServerAliveInterval=900 h uptime'", "1:20"],
    ["flock -n /tmp/l ssh -o ServerAliveInterval=900 h", "1:24"],
    ['flock -n /tmp/l -c "ssh -o ServerAliveInterval=900 h"', "1:28"],
    ["screen -dmS t ssh -o ServerAliveInterval=900 h", "1:22"],
    ["tmux send-keys -t t 'ssh -o ServerAliveInterval=900 h' Enter", "1:29"],
    ["su - bob -c 'ssh -o ServerAliveInterval=900 h'", "1:21"],
    ["sudo --user bob ssh -o ServerAliveInterval=900 h", "1:24"],
    ["trap 'ssh -o ServerAliveInterval=900 h' EXIT", "1:14"],
    ["xterm -e ssh -o ServerAliveInterval=900 h", "1:17"],
    ["gnome-terminal -- ssh -o ServerAliveInterval=900 h", "1:26"],
    ["find . -name x -exec scp -o ServerAliveInterval=900 {} h: \\;", "1:29"],
    ["sshuttle -r h --ssh-cmd 'ssh -o ServerAliveInterval=900' 0/0", "1:33"],
    ["export SVN_SSH='ssh -o ServerAliveInterval=900'", "1:24"],
    ["syncoid --sshoption=ServerAliveInterval=900 a h:b", "1:21"],
    ['"$DIR"/bin/ssh -o ServerAliveInterval=900 h', "1:19"],
    ['retry() { n=$1; shift; "$@"; }\nretry 3 ssh -o ServerAliveInterval=900 h', "2:16"],
    ['run() { echo "$*"; "$@"; }\nrun ssh -o ServerAliveInterval=900 h', "2:12"],
    ["ssh -o ProxyCommand='ssh -o ServerAliveInterval=900 -W %h:%p b' h", "1:29"],
    ['ssh -o ProxyCommand="ssh -i $K -o ServerAliveInterval=900 -W %h:%p b" h', "1:35"],
    ["O='-o ServerAliveInterval=900'\nO=\"$O -v\"\nssh $O h", "1:7"],
    ['O=(-o ServerAliveInterval=900)\nO=("$' + '{O[@]}" -v)\nssh "$' + '{O[@]}" h', "1:7"],
    ["bash <<'EOF'\nssh -o ServerAliveInterval=900 h\nEOF", "2:8"],
  ])("%s", (text, at) => {
    expect(found("a.sh", `${text}\n`)).toEqual(tooLong(at));
  });

  it("is reported, and changed by hand, where another machine's shell reads it", () => {
    for (const [text, at] of [
      ["ssh h ssh -o ServerAliveInterval=900 other\n", "1:14"],
      ["ssh h 'cd /srv && ssh -o ServerAliveInterval=900 other'\n", "1:26"],
      ["ssh h bash -s <<'EOF'\nssh -o ServerAliveInterval=900 other\nEOF\n", "2:8"],
      ["ssh h <<EOF\nssh -o ServerAliveInterval=900 other\nEOF\n", "2:8"],
      ["docker exec -it box ssh -o ServerAliveInterval=900 other\n", "1:28"],
      ["docker run --rm img sh -c 'ssh -o ServerAliveInterval=900 other'\n", "1:35"],
      ["kubectl exec pod -- ssh -o ServerAliveInterval=900 other\n", "1:28"],
    ] as const) {
      expect(found("a.sh", text)).toEqual(tooLong(at));
      expect(fixed("a.sh", text, true)).toBe(text);
    }
  });

  it("does not have this machine's ssh_config there", () => {
    const config = { "/repo/.ssh/config": "Host *\n  ServerAliveInterval 30\n" };
    expect(found("a.sh", "autossh -M 0 r\n", config)).toEqual([]);
    expect(found("a.sh", "ssh h autossh -M 0 r\n", config)).toEqual(["1:7 autossh-blind?"]);
  });

  it.each([
    'run() { echo "$1"; }\nrun ssh -o ServerAliveInterval=900 h',
    "apt-get install ssh -o Dpkg::Options::=--force-confold",
    "ssh h 'tool' <<EOF\nssh -o ServerAliveInterval=900 h\nEOF",
    "sftp h <<EOF\nssh -o ServerAliveInterval=900 h\nEOF",
    "docker run --name ssh img ls",
    "find . -name ssh -o -name ServerAliveInterval=900",
  ])("is not %s", (text) => {
    expect(found("a.sh", `${text}\n`)).toEqual([]);
  });
});

describe("the host", () => {
  const hostOf = (text: string): readonly string[] => {
    const outcome = lintTree({ "/repo/a.sh": `${text}\n` }, { paths: ["/repo/a.sh"] });
    return outcome.report.connections?.map(({ result }) => result.target) ?? [];
  };

  it.each([
    ["ssh $HOST uptime", "$HOST"],
    ["ssh $n df -h", "$n"],
    ['ssh $X "cd /srv && ls"', "$X"],
    ["ssh $OPTS web", "web"],
    ["ssh $OPTS $HOST uptime", "$HOST"],
    ["ssh -v $SSH_ARGS bob@web uptime", "web"],
    ['O="-v $MORE"\nssh $O -p 22 web ls', "web"],
    ["ssh bob@$HOST uptime", "$HOST"],
    ["ssh $1 -t uptime", "$1"],
    ["ssh $" + "{SSH_OPTS:-} web", "web"],
    ["ssh $" + "{X:--v -4} web", "web"],
    ["ssh $" + "{HOST:-web} uptime", "$" + "{HOST}"],
    ["sftp -b batch bob@web", "web"],
    ["sftp web:/srv", "web"],
    ['ssh -v "$@"', "*"],
    ['ssh "$' + '{A[@]}" web', "web"],
  ])("of %s", (text, host) => {
    expect(hostOf(text)).toEqual([host]);
  });

  it.each([
    ["ssh -F none $HOST uptime", "certain"],
    ["ssh -F none $WHERE uptime", "possible"],
    ["ssh -F none -o ServerAliveInterval=30 $WHERE uptime", "certain"],
  ])("is a guess where nothing but the word behind a variable tells: %s", (text, certainty) => {
    const outcome = lintTree({ "/repo/a.sh": `${text}\n` }, { paths: ["/repo/a.sh"] });
    expect(outcome.report.connections?.[0]?.result.settings?.interval.certainty).toBe(certainty);
  });
});

describe("gcloud", () => {
  it.each([
    ['gcloud compute ssh vm --zone z --ssh-flag="-o ServerAliveInterval=900" --command=ls', "1:47 interval-too-long"],
    ["gcloud compute ssh me@vm -- -N -o ServerAliveInterval=900", "1:35 interval-too-long"],
    ["gcloud compute tpus tpu-vm ssh $VM --ssh-flag='-o ServerAliveInterval=900'", "1:51 interval-too-long"],
    ["gcloud beta compute scp a vm:b --scp-flag=-oServerAliveInterval=900", "1:45 interval-too-long"],
    ["gcloud compute ssh vm --ssh-flag='-ServerAliveInterval=60'", "1:35 option-as-control-path"],
  ])("%s", (text, expected) => {
    expect(found("a.sh", `${text}\n`)).toEqual([expected]);
  });

  it("hides the address, so that a given ssh_config says nothing for sure", () => {
    const config = { "/repo/.ssh/config": "Host *\n  ServerAliveInterval 900\n" };
    expect(found("a.sh", "gcloud compute ssh vm -- -o ServerAliveCountMax=3\n", config)).toEqual([
      "1:29 count-without-interval?",
    ]);
  });

  it("is changed in place", () => {
    expect(fixed("a.sh", 'gcloud compute ssh vm --ssh-flag="-o ServerAliveInterval=900"\n')).toBe(
      'gcloud compute ssh vm --ssh-flag="-o ServerAliveInterval=60"\n',
    );
  });
});

describe("what is unknown", () => {
  it("stands before the option and may have set it", () => {
    expect(found("a.sh", "ssh $OPTS -o ServerAliveInterval=900 h\n")).toEqual(["1:14 interval-too-long?"]);
    expect(found("a.sh", "ssh -o ServerAliveInterval=900 $OPTS h\n")).toEqual(["1:8 interval-too-long"]);
  });

  it("is a variable that is set twice, or only perhaps", () => {
    expect(found("a.sh", "O='-o ServerAliveInterval=900'\nO='-v'\nssh $O h\n")).toEqual([]);
    expect(found("a.sh", "if a; then O='-o ServerAliveInterval=900'; fi\nssh $O h\n")).toEqual([]);
    expect(found("a.sh", "O='-o ServerAliveInterval=900'\nread O\nssh $O h\n")).toEqual([]);
  });

  it("is what is appended, not what stood before it", () => {
    const lines = (more: string): string => `O='-o ServerAliveInterval=900'\n${more}\nssh $O h\n`;
    expect(found("a.sh", lines("O+=' -v'"))).toEqual(["1:7 interval-too-long"]);
    expect(found("a.sh", lines('if a; then O+=" $B"; fi'))).toEqual(["1:7 interval-too-long"]);
    expect(found("a.sh", "if a; then O+=' -o ServerAliveInterval=900'; fi\nssh $O h\n")).toEqual([]);
  });

  it("is the interval behind a lone count", () => {
    expect(found("a.sh", "ssh -o ServerAliveCountMax=9 h\n")).toEqual(["1:8 count-without-interval?"]);
    expect(found("a.sh", "ssh -F none -o ServerAliveCountMax=9 h\n")).toEqual(["1:16 count-without-interval"]);
  });
});

describe("a given ssh_config", () => {
  const config = { "/repo/.ssh/config": "Host web\n  ServerAliveInterval 30\nHost *\n  ServerAliveCountMax 3\n" };

  it("has what the command line lacks", () => {
    expect(found("a.sh", "ssh -o ServerAliveCountMax=4 web\n", config)).toEqual([]);
    expect(found("a.sh", "ssh -o ServerAliveCountMax=4 other\n", config)).toEqual(["1:8 count-without-interval"]);
    expect(found("a.sh", "autossh -M 0 -N web\n", config)).toEqual([]);
    expect(found("a.sh", "autossh -M 0 -N other\n", config)).toEqual(["1:1 autossh-blind"]);
  });

  it("is the one that -F names, where the repository has it", () => {
    const named = { "/repo/ssh.cfg": "ServerAliveInterval 30\n" };
    expect(found("a.sh", "autossh -F ssh.cfg -M 0 -N web\n", named)).toEqual([]);
    expect(found("a.sh", "autossh -F other.cfg -M 0 -N web\n", named)).toEqual(["1:1 autossh-blind?"]);
    expect(found("a.sh", "autossh -F ../outside -M 0 -N web\n", { "/outside": "ServerAliveInterval 30\n" })).toContain(
      "1:1 autossh-blind?",
    );
  });
});

it("a known configuration may end ssh when its forwarding fails", () => {
  const line = "autossh -M 20000 -R 1:h:2 web\n";
  const config = (text: string) => ({ "/repo/ssh_config": `Host *\n  ServerAliveInterval 30\n${text}` });
  expect(found("a.sh", line, config(""))).toEqual(["1:21 autossh-forward-lost?"]);
  expect(found("a.sh", line, config("  #ExitOnForwardFailure yes\n"))).toEqual(["1:21 autossh-forward-lost?"]);
  expect(found("a.sh", line, config("  ExitOnForwardFailure no\n"))).toEqual(["1:21 autossh-forward-lost?"]);
  expect(found("a.sh", line, config("  ExitOnForwardFailure yes\n"))).toEqual([]);
  expect(found("a.sh", line, config("  exitonforwardfailure=yes\n"))).toEqual([]);
  expect(found("a.sh", line, config("Host other\n  ExitOnForwardFailure yes\n"))).toEqual([
    "1:21 autossh-forward-lost?",
  ]);
  expect(found("a.sh", line, config("Host web\n  ExitOnForwardFailure true\n"))).toEqual([]);
});

describe("mistakes of command lines", () => {
  it.each([
    ["ssh -ServerAliveInterval=60 h", "1:5 option-as-control-path"],
    ["ssh -ServerAliveInterval 60 h", "1:5 option-as-control-path"],
    ["ssh -ServerAliveCountMax=3 h", "1:5 option-as-control-path"],
    ["ssh -o ServerAliveInterval=1x h", "1:8 refused-option"],
    ["ssh -o ServerAliveIntervall=10 h", "1:8 refused-option"],
    ["ssh -o 'ServerAliveInterval=60 ServerAliveCountMax=3' h", "1:9 refused-option"],
    ["ssh -o ServerAliveInterval=30 -o ServerAliveInterval=60 h", "1:34 repeated-option"],
    ["ssh -o ServerAliveInterval=0 h", "1:8 keepalive-off"],
    ["mosh --ssh='ssh -o ServerAliveInterval=30' h", "1:20 mosh-start-only"],
    ["autossh -M 0 -o ServerAliveInterval=30 -R 1:h:2 r", "1:43 autossh-forward-lost?"],
    ["autossh -M 20000 -R 0:localhost:22 -R 1:h:2 r", "1:39 autossh-forward-lost?"],
    ["T='-N -R 1:h:2'\nautossh -M 20000 $T r", "1:10 autossh-forward-lost?"],
    ["autossh -M 0 -o ServerAliveInterval=30 -o ServerAliveCountMax=999999 r", "1:17 autossh-late-restart"],
    ["autossh -M 0 r", "1:1 autossh-blind?"],
    ["AUTOSSH_PORT=0 autossh r", "1:16 autossh-blind?"],
    ["export AUTOSSH_PORT=0\nautossh r", "2:1 autossh-blind?"],
    ["sshfs -o reconnect h:/ /mnt", "1:10 sshfs-reconnect-blind?"],
    ["export MOSH_SERVER_NETWORK_TMOUT=1h", "1:34 mosh-network-timeout"],
  ])("%s", (text, expected) => {
    expect(found("a.sh", `${text}\n`)).toContain(expected);
  });

  it.each([
    "autossh -M 20000 r",
    "autossh r",
    "AUTOSSH_PORT=0 autossh -M 20000 r",
    "autossh -M 0 -o ServerAliveInterval=30 -o ExitOnForwardFailure=yes -R 1:h:2 r",
    'autossh -M "$PORT" r',
    'autossh -M 0 -o "ServerAliveInterval=$I" r',
    "autossh -M 0 $OPTS -R 1:h:2 r",
    'autossh -M 0 -o "ServerAliveInterval=$(cat i)" -o ServerAliveCountMax=3 r',
    'ssh -o "ServerAliveInterval=$I" -o ServerAliveCountMax=3 h',
    "ssh $OPTS -o ServerAliveCountMax=3 h",
    "sshfs -o ServerAliveInterval=$I,ServerAliveCountMax=3 h:/ /mnt",
    'autossh -M 0 "$@"',
    "autossh -M 20000 -R 0:localhost:22 r",
    "autossh -M 20000 -R :0:localhost:22 r",
    'sshfs -o "reconnect,$OPTS" h:/ /mnt',
    "sshfs -o reconnect,ServerAliveInterval=15 h:/ /mnt",
    "sshfs -o reconnect -o ssh_command='ssh -o ServerAliveInterval=15' h:/ /mnt",
  ])("%s", (text) => {
    expect(found("a.sh", `${text}\n`)).toEqual([]);
  });
});

it("comments of the script silence findings", () => {
  const line = "ssh -o ServerAliveInterval=900 h\n";
  expect(found("a.sh", `# keepalive-lint-disable-next-line interval-too-long -- slow\n${line}`)).toEqual([]);
  expect(found("a.sh", `# keepalive-lint-disable-next-line count-zero -- x\n${line}`)).toContain(
    "1:1 unused-suppression",
  );
});

describe("fixes", () => {
  it.each([
    ["ssh -o ServerAliveInterval=900 h\r\n", "ssh -o ServerAliveInterval=60 h\r\n"],
    ['ssh -o "ServerAliveInterval 900" h # 900', 'ssh -o "ServerAliveInterval 60" h # 900'],
    [
      "O='-o ServerAliveInterval=900 -v'\nssh $O a\nssh $O b\n",
      "O='-o ServerAliveInterval=60 -v'\nssh $O a\nssh $O b\n",
    ],
    ["rsync -e \"ssh -o 'ServerAliveInterval=900'\" a h:\n", "rsync -e \"ssh -o 'ServerAliveInterval=60'\" a h:\n"],
    ["ssh -o ServerAliveInterval=900 \xff\xfe h\n", "ssh -o ServerAliveInterval=60 \xff\xfe h\n"],
    ["autossh -M 0 -F none r\n", "autossh -M 0 -o ServerAliveInterval=60 -F none r\n"],
    ["sshfs -F none -o reconnect,ro h:/ /mnt\n", "sshfs -F none -o reconnect,ServerAliveInterval=60,ro h:/ /mnt\n"],
  ])("%j", (text, expected) => {
    expect(fixed("a.sh", text)).toBe(expected);
    expect(fixed("a.sh", expected)).toBe(expected);
  });

  it("leave alone what is not one literal word", () => {
    for (const text of [
      'ssh -o ServerAliveInterval=9"00" h\n',
      "ssh -o ServerAliveInterval=9\\00 h\n",
      "X=900\nssh -o ServerAliveInterval=$'9\\x3000' h\n",
    ]) {
      expect(fixed("a.sh", text, true)).toBe(text);
    }
  });

  it("that may override a configuration are a person's to choose", () => {
    expect(fixed("a.sh", "autossh -M 0 r\n")).toBe("autossh -M 0 r\n");
    expect(fixed("a.sh", "autossh -M 0 r\n", true)).toBe("autossh -M 0 -o ServerAliveInterval=60 r\n");
    expect(fixed("a.sh", "ssh -ServerAliveInterval=60 r\n", true)).toBe("ssh -o ServerAliveInterval=60 r\n");
  });

  it("that insert an option where a configuration may have one are a person's to choose, whatever the rule", () => {
    const text = "sshfs -o reconnect,TCPKeepAlive=no h:/ /mnt\n";
    expect(fixed("a.sh", text)).toBe(text);
    expect(fixed("a.sh", text, true)).toBe("sshfs -o reconnect,ServerAliveInterval=60,TCPKeepAlive=no h:/ /mnt\n");
  });

  it("change a variable's own text once", () => {
    expect(fixed("a.sh", "I=900\nssh -o ServerAliveInterval=$I h\n")).toBe("I=60\nssh -o ServerAliveInterval=$I h\n");
  });
});
