import { describe, expect, it } from "vitest";
import type { System } from "../../../src/base/system.ts";
import { systemOf } from "../../../src/discovery/system.ts";
import { lintTree } from "../../host.ts";
import { fixed, found } from "./helpers.ts";

describe("systemOf", () => {
  it.each<[string, string, System | null]>([
    ["/r/deploy.sh", "", "shell"],
    ["/r/bin/tunnel", "#!/usr/bin/env bash\n", "shell"],
    ["/r/.zshrc", "", "shell"],
    ["/r/.zshrc-work", "", "shell"],
    ["/r/.bash.d/tunnels", "", "shell"],
    ["/r/maildir", "x=1\nif a; then\n  ssh h\nfi\n", "shell"],
    ["/r/work", "# tunnels\nalias t='autossh h'\n", "shell"],
    ["/r/functions/tunnel.fish", "", "fish"],
    ["/r/tunnel", "#!/usr/bin/env fish\n", "fish"],
    ["/r/tunnel.service", "", "systemd"],
    ["/etc/systemd/system/a.service.d/override.conf", "", "systemd"],
    ["/r/tunnel", "[Unit]\nDescription=x\n", "systemd"],
    ["/r/LaunchAgents/me.tunnel.plist", "", "launchd"],
    ["/r/job", '<plist version="1.0"><dict><key>ProgramArguments</key></dict></plist>', "launchd"],
    ["/etc/cron.d/backup", "", "crontab"],
    ["/r/my.cron", "", "crontab"],
    ["/r/jobs", "*/5 * * * * true\n", "crontab"],
    ["/r/Dockerfile", "", "dockerfile"],
    ["/r/web.Dockerfile", "", "dockerfile"],
    ["/r/Makefile", "", "makefile"],
    ["/etc/fstab", "", "fstab"],
    ["/r/.github/workflows/ci.yml", "", "yaml"],
    ["/r/user-data", "#cloud-config\nruncmd:\n  - |\n    if true; then\n      true\n    fi\n", "yaml"],
    ["/r/ssh-notes", "Host *\n#cloud-config\n", null],
    ["/r/ansible.cfg", "", "ansible-cfg"],
    ["/r/inventory/hosts", "", "ansible-inventory"],
    ["/r/prod", "[web]\nw1 ansible_host=10.0.0.1\n", "ansible-inventory"],
    ["/r/Vagrantfile", "", "vagrant"],
    ["/r/a.pkr.hcl", "", "packer"],
    ["/r/main.tf", "", "terraform"],
    ["/r/home.nix", "", "nix"],
    ["/home/me/.ssh/config", "#!/bin/sh\n", null],
    ["/etc/ssh/sshd_config", "", null],
    ["/r/my_ssh_config", "Host *\n", null],
    ["/r/notes", "Host *\n  User me\n", null],
  ])("%s %j: %s", (path, text, system) => {
    expect(systemOf(path, text)).toBe(system);
  });
});

it("--as overrides the name, --side too", () => {
  const text = "ssh -o ServerAliveInterval=900 h\n";
  expect(found("notes.txt", text, {}, { system: "shell" })).toEqual(["1:8 interval-too-long"]);
  const outcome = lintTree(
    { "/repo/a.sh": "Host *\n  ServerAliveInterval 900\n" },
    { paths: ["/repo/a.sh"], side: "client" },
  );
  expect(outcome.report.findings.map(({ rule }) => rule)).toEqual(["interval-too-long"]);
});

const unit = `[Unit]
Description=ssh -o ServerAliveInterval=999
[Service]
Environment=AUTOSSH_GATETIME=0 "OPTS=-o ServerAliveInterval=900"
; ExecStart=/usr/bin/ssh -o ServerAliveInterval=999 h
ExecStart=-/usr/bin/autossh -M 0 -N \\
  -o "ServerAliveInterval 901" \\
# between
  %i@relay
ExecStartPre=/bin/sh -c 'ssh -oServerAliveInterval=902 h true'
ExecStop=/usr/bin/ssh $OPTS h ; /usr/bin/ssh -o\\x20ServerAliveInterval=903 h
ExecStopPost=@/usr/bin/ssh -oServerAliveInterval=999 -o ServerAliveInterval=904 h
ExecReload=/usr/bin/ssh -o ServerAliveInterval=999 "h
[X-Other]
ExecStart=/usr/bin/ssh -o ServerAliveInterval=999 h
`;

describe("systemd units", () => {
  it("are read as systemd reads them", () => {
    expect(found("a.service", unit)).toEqual([
      "4:41 interval-too-long",
      "7:7 interval-too-long",
      "10:32 interval-too-long",
      "11:52 interval-too-long",
      "12:57 interval-too-long",
    ]);
  });

  it("are mended inside words", () => {
    expect(fixed("a.service", unit)).toBe(
      unit
        .replace("=900", "=60")
        .replace(" 901", " 60")
        .replace("=902", "=60")
        .replace("=903", "=60")
        .replace("=904", "=60"),
    );
  });

  it("start what is left where a key is given nothing", () => {
    const line = (seconds: number) => `ExecStart=/usr/bin/ssh -o ServerAliveInterval=${seconds} h\n`;
    expect(found("a.service", `[Service]\n${line(900)}ExecStart=\n${line(60)}`)).toEqual([]);
    expect(found("a.service", `[Service]\n${line(60)}ExecStart=\n${line(900)}`)).toHaveLength(1);
  });

  it("that do not start autossh again give up early", () => {
    const start = "ExecStart=/usr/bin/autossh -M 0 -o ServerAliveInterval=30 -N r\n";
    expect(found("a.service", `[Service]\n${start}`)).toEqual(["2:11 autossh-gives-up"]);
    expect(found("a.service", `[Service]\nRestart=always\n${start}`)).toEqual([]);
    expect(found("a.service", `[Service]\nEnvironment=AUTOSSH_GATETIME=0\n${start}`)).toEqual([]);
    expect(found("a.service", `[Service]\n${start.replace("-M 0", "-f -M 0")}`)).toEqual([]);
  });
});

const job = (more = ""): string => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key><string>ssh -o ServerAliveInterval=999 h</string>
	<!-- <key>ProgramArguments</key><array><string>ssh</string></array> -->
	<key>ProgramArguments</key>
	<array>
		<string>/usr/local/bin/autossh</string>
		<string>-M</string><string>0</string>
		<string>-o</string><string>ServerAliveInterval=900</string>
		<string>-o</string><string>ProxyCommand=a &amp; b</string>
		<string>relay</string>
	</array>
${more}</dict>
</plist>
`;

describe("images", () => {
  it("start ENTRYPOINT's words with those of CMD behind them", () => {
    const text = (...lines: string[]): string => `FROM alpine\n${lines.join("\n")}\n`;
    const start = 'ENTRYPOINT ["autossh", "-M", "0"]';
    expect(found("Dockerfile", text(start, 'CMD ["-N", "relay"]'))).toEqual(["2:13 autossh-blind?"]);
    expect(found("Dockerfile", text(start, 'CMD ["-oServerAliveInterval=900", "relay"]'))).toEqual([
      "3:9 interval-too-long",
    ]);
    expect(found("Dockerfile", text(start))).toEqual([]);
    expect(found("Dockerfile", text('ENTRYPOINT ["/bin/sh", "-c"]', 'CMD ["autossh -M 0 relay"]'))).toEqual([
      "3:7 autossh-blind?",
    ]);
    expect(found("Dockerfile", text(start, "FROM alpine", 'CMD ["-N", "relay"]'))).toEqual([]);
  });

  it("give their environment to what they start", () => {
    expect(found("Dockerfile", "FROM alpine\nENV AUTOSSH_PORT=0\nCMD autossh -N relay\n")).toEqual([
      "3:5 autossh-blind?",
    ]);
  });

  it("have no configuration of the user that could be lost", () => {
    expect(found("Dockerfile", "FROM a\nRUN echo 'Host *' > ~/.ssh/config\n")).toEqual([]);
    expect(found("Dockerfile", "FROM a\nRUN echo 'Host *' > /etc/ssh/ssh_config\n")).toEqual([
      "2:19 config-overwritten?",
    ]);
  });
});

describe("fish scripts", () => {
  it.each([
    ["ssh -o ServerAliveInterval=900 h", "1:8"],
    ["ssh -o 'ServerAliveInterval 900' h # comment", "1:9"],
    ["ssh \\\n  -o ServerAliveInterval=900 h", "2:6"],
    ["alias w='ssh -o ServerAliveInterval=900 h'", "1:17"],
    ["alias w 'ssh -o ServerAliveInterval=900 h'", "1:17"],
    ["abbr -a w ssh -o ServerAliveInterval=900", "1:18"],
    ['set -gx GIT_SSH_COMMAND "ssh -i $key -o ServerAliveInterval=900"', "1:41"],
    ["GIT_SSH_COMMAND='ssh -o ServerAliveInterval=900' git push", "1:25"],
    ["function f; ssh -o ServerAliveInterval=900 $argv[1]; end", "1:20"],
    ["if not ssh -o ServerAliveInterval=900 h >/dev/null 2>&1; echo; end", "1:15"],
    ["set x (ssh -o ServerAliveInterval=900 h uptime)", "1:15"],
    ['echo "$(ssh h)"; and sudo -u bob ssh -o ServerAliveInterval=900 h', "1:41"],
  ])("%s", (text, at) => {
    expect(found("a.fish", `${text}\n`)).toEqual([`${at} interval-too-long`]);
    expect(fixed("a.fish", `${text}\n`)).toBe(`${text.replace("900", "60")}\n`);
  });

  it.each([
    "# ssh -o ServerAliveInterval=900 h",
    "echo ssh -o ServerAliveInterval=900 h",
    "set -l opts -o ServerAliveInterval=900",
    "ssh -o ServerAliveInterval=$i h",
    "ssh -o ServerAliveInterval=9{00,01} h",
    "ssh $opts h",
    "complete -c ssh -o ServerAliveInterval=900",
    "string match -q 'ssh -o ServerAliveInterval=900' $x",
  ])("%s says nothing", (text) => {
    expect(found("a.fish", `${text}\n`)).toEqual([]);
  });

  it("has a tunnel that nothing watches", () => {
    const text = "function t\n    autossh -M 0 -f -N -L $argv[1]:localhost:$argv[1] $argv[2]\nend\n";
    expect(found("a.fish", text)).toEqual(["2:5 autossh-blind?"]);
  });
});

describe("launchd jobs", () => {
  it("are read word by word", () => {
    expect(found("a.plist", job())).toEqual(["9:11 autossh-gives-up", "11:30 interval-too-long"]);
    expect(found("a.plist", job("\t<key>KeepAlive</key>\n\t<true/>\n"))).toEqual(["11:30 interval-too-long"]);
    const set = "\t<key>EnvironmentVariables</key><dict><key>AUTOSSH_GATETIME</key><string>0</string></dict>\n";
    expect(found("a.plist", job(set))).toEqual(["11:30 interval-too-long"]);
  });

  it("give a shell its text", () => {
    const words =
      "<string>/bin/sh</string><string>-c</string><string>true &amp;&amp; ssh -o ServerAliveInterval=900 h</string>";
    const text = `<plist><dict><key>ProgramArguments</key><array>${words}</array></dict></plist>\n`;
    expect(found("a.plist", text)).toEqual(["1:122 interval-too-long"]);
    expect(fixed("a.plist", text)).toBe(text.replace("=900", "=60"));
  });

  it("are mended inside an element, and by elements", () => {
    expect(fixed("a.plist", job())).toBe(job().replace("=900", "=60"));
    const blind = job().replace("\t\t<string>-o</string><string>ServerAliveInterval=900</string>\n", "");
    expect(fixed("a.plist", blind)).toBe(blind);
    expect(fixed("a.plist", blind, true)).toBe(
      blind.replace(
        "<string>-M</string><string>0</string>",
        "<string>-M</string><string>0</string>\n\t\t<string>-o</string>\n\t\t<string>ServerAliveInterval=60</string>",
      ),
    );
  });

  it("that are broken are read up to the fault", () => {
    const text = job().replace("<string>relay</string>", "<string>relay</strin>");
    expect(found("a.plist", text)).toContain("11:30 interval-too-long");
  });
});

describe("files that a script writes", () => {
  const start = "ExecStart=/usr/bin/autossh -M 0 -o ServerAliveInterval=900 -N relay";
  it.each([
    [`cat > /etc/systemd/system/a.service <<EOF\n[Service]\nRestart=always\n${start}\nEOF\n`, "4:36"],
    [
      `cat <<'EOF' | sudo tee /etc/systemd/system/a.service >/dev/null\n[Service]\nRestart=always\n${start}\nEOF\n`,
      "4:36",
    ],
    [`$SUDO tee "$unit" >/dev/null <<EOF\n[Service]\nRestart=always\n${start} $X\nEOF\n`, "4:36"],
    [`echo "[Service]" > a.service\necho "Restart=always" >> a.service\necho "${start}" >> a.service\n`, "3:42"],
    [`printf '%s\\n' '[Service]' 'Restart=always' '${start}' > "$U"\n`, "1:80"],
    [`cat > ~/Library/LaunchAgents/a.plist <<EOF\n${job("\t<key>KeepAlive</key><true/>\n")}EOF\n`, "12:30"],
    ["echo '@reboot ssh -o ServerAliveInterval=900 -N h' >> jobs\ncrontab jobs\n", "1:22"],
  ])("%j", (text, at) => {
    expect(found("a.sh", text)).toEqual([`${at} interval-too-long`]);
    expect(fixed("a.sh", text, true)).toBe(text);
  });

  it("are not every text", () => {
    expect(found("a.sh", "echo 'ssh -o ServerAliveInterval=900 h' > notes\n")).toEqual([]);
    expect(found("a.sh", "echo '@reboot ssh -o ServerAliveInterval=900 h'\n")).toEqual([]);
    expect(found("a.sh", `cat <<EOF\n[Service]\n${start}\nEOF\n`)).toEqual([]);
  });

  it("say where a word is that begins with a variable", () => {
    const text = 'cat > "$U" <<EOF\n[Service]\nRestart=always\nExecStart=autossh -M 1 -R $A:b:1 $B\nEOF\n';
    expect(found("a.sh", text)).toEqual(["4:29 autossh-forward-lost?"]);
  });

  it("are ssh configurations by their text, where the path does not say so", () => {
    const lines = "Host *\n  ServerAliveInterval 900\n";
    expect(found("a.sh", `cat > "$CONF" <<EOF\n${lines}EOF\n`)).toEqual(["3:3 interval-too-long"]);
    expect(found("a.sh", `cd ~/.ssh\ncat >> config <<EOF\n${lines}EOF\n`)).toEqual(["4:3 interval-too-long"]);
    expect(found("a.sh", `ssh h 'cat >> ~/.ssh/config <<EOF\n${lines}EOF'\n`)).toEqual(["3:3 interval-too-long"]);
    expect(found("a.sh", "cat > config <<EOF\nServerAliveInterval 900\nEOF\n")).toEqual([]);
  });

  it("have lines that a template fills in", () => {
    const text = "cat >> /etc/ssh/sshd_config <<'EOF'\n{{ lookup('x') }}\nEOF\n";
    expect(found("a.sh", text)).toEqual([]);
  });

  it("overwrite nothing where the script looked first", () => {
    const write = "echo 'Host *' > ~/.ssh/config";
    expect(found("a.sh", `${write}\n`)).toEqual(["1:15 config-overwritten?"]);
    expect(found("a.sh", `if [ ! -f ~/.ssh/config ]; then\n  ${write}\nfi\n`)).toEqual([]);
    expect(found("a.sh", `if [[ ! -e "$HOME/.ssh/config" ]]; then echo 'Host *' > "$HOME/.ssh/config"; fi\n`)).toEqual(
      [],
    );
    expect(found("a.sh", `[ -f ~/.ssh/config ] || ${write}\n`)).toEqual([]);
  });

  it("are ssh configurations for whoever su is told to be", () => {
    const text = "su - bob -c 'printf \"Host *\\n ServerAliveInterval 900\\n\" >> ~/.ssh/config'\n";
    expect(found("a.sh", text)).toEqual(["1:31 interval-too-long"]);
  });
});

describe("crontabs", () => {
  it("give a shell what stands before an unescaped %", () => {
    const text = `AUTOSSH_GATETIME=0
@reboot autossh -M 0 -o ServerAliveInterval=900 r
*/5 * * * * rsync -e "ssh -o ServerAliveInterval=901" a b:\\%x % ssh -o ServerAliveInterval=999 h
# 1 1 1 1 1 ssh -o ServerAliveInterval=999 h
`;
    expect(found("a.cron", text)).toEqual(["2:25 interval-too-long", "3:30 interval-too-long"]);
  });

  it("of the system name a user first", () => {
    expect(found("etc/cron.d/a", "1 1 * * * ssh ssh -o ServerAliveInterval=900 h\n")).toEqual([
      "1:22 interval-too-long",
    ]);
  });
});

describe("Dockerfiles", () => {
  it("have two forms of commands, comments between lines, and here-documents", () => {
    const text = `FROM x
ENV GIT_SSH_COMMAND="ssh -o ServerAliveInterval=900"
RUN --mount=type=ssh apt-get install -y autossh \\
 # ssh -o ServerAliveInterval=999 h
 && ssh -o ServerAliveInterval=901 h
CMD ["autossh", "-M", "0", "-o", "ServerAliveInterval=902", "relay"]
RUN <<EOF
ssh -o ServerAliveInterval=903 h
EOF
LABEL run="ssh -o ServerAliveInterval=999 h"
`;
    const lines = ["2:29", "5:12", "6:35", "8:8"];
    expect(found("Dockerfile", text)).toEqual(lines.map((at) => `${at} interval-too-long`));
    expect(fixed("Dockerfile", text)).toBe(text.replace(/=90[0-3]/g, "=60"));
  });
});

describe("makefiles", () => {
  it("put in their variables, then a shell gets the line", () => {
    const text = `SSH_OPTS = -o ServerAliveInterval=900 # -o ServerAliveInterval=999
export GIT_SSH_COMMAND := ssh -o ServerAliveInterval=901
X ?= 999
deploy: # ssh -o ServerAliveInterval=999
	@rsync -e "ssh $(SSH_OPTS)" a b:
	ssh -o ServerAliveInterval=$(X) h; echo $$HOME
	-ssh -o ServerAliveInterval=902 \\
	  h
`;
    const lines = ["1:15", "2:34", "7:10"];
    expect(found("Makefile", text)).toEqual(lines.map((at) => `${at} interval-too-long`));
  });

  it("expand `:=` where it stands, `=` where it is used (asked of GNU make 4.3)", () => {
    const text = (sign: string) => `A ${sign} $(B)\nall:\n\tssh $(A) web\nB = -o ServerAliveInterval=901\n`;
    expect(found("Makefile", text("="))).toEqual(["4:8 interval-too-long"]);
    for (const sign of [":=", "::="]) expect(found("Makefile", text(sign))).toEqual([]);
    const above = `B = -o ServerAliveInterval=901\nA := $(B)\nall:\n\tssh $(A) web\n`;
    expect(found("Makefile", above)).toEqual(["1:8 interval-too-long"]);
  });
});

describe("mount units", () => {
  const mount = (options: string, type = "fuse.sshfs") =>
    `[Unit]\nDescription=files\n\n[Mount]\nWhat=me@box:/srv\nWhere=/mnt/box\nType=${type}\nOptions=${options}\n`;

  it("hand their options to sshfs", () => {
    expect(found("mnt-box.mount", mount("_netdev,reconnect"))).toEqual(["8:17 sshfs-reconnect-blind?"]);
    expect(found("mnt-box.mount", mount("_netdev,reconnect,ServerAliveInterval=15"))).toEqual([]);
    const long = mount("reconnect,ServerAliveInterval=900,port=23");
    expect(found("mnt-box.mount", long)).toEqual(["8:19 interval-too-long"]);
    expect(fixed("mnt-box.mount", long)).toBe(long.replace("=900", "=60"));
    const blind = mount("_netdev,reconnect");
    expect(fixed("mnt-box.mount", blind, true)).toBe(blind.replace("reconnect", "reconnect,ServerAliveInterval=60"));
  });

  it("are nothing here where another program mounts", () => {
    expect(found("mnt-box.mount", mount("reconnect,ServerAliveInterval=900", "nfs"))).toEqual([]);
    expect(found("mnt-box.mount", mount("reconnect,ServerAliveInterval=900").replace("[Mount]", "[X-Mount]"))).toEqual(
      [],
    );
  });
});

describe("YAML", () => {
  it("puts a container's arguments behind its command", () => {
    const pod = (command: string, args: string) =>
      `spec:\n  containers:\n  - name: tunnel\n    command: ${command}\n    args: ${args}\n`;
    const args = '["-M", "0", "-N", "-o", "ServerAliveInterval=900", "h"]';
    expect(found("pod.yaml", pod('["/usr/bin/autossh"]', args))).toEqual(["5:36 interval-too-long"]);
    expect(found("pod.yaml", pod('["tini", "--"]', '["ssh", "-o", "ServerAliveInterval=900", "h"]'))).toEqual([
      "5:26 interval-too-long",
    ]);
    expect(found("pod.yaml", pod('["/wrapper"]', '["ssh", "-o", "ServerAliveInterval=900", "h"]'))).toEqual([
      "5:26 interval-too-long",
    ]);
    expect(found("pod.yaml", pod('["/usr/bin/true"]', args))).toEqual([]);
    const compose = `services:\n  a:\n    entrypoint: [autossh]\n    command: ${args}\n  b:\n    command: [true]\n`;
    expect(found("compose.yaml", compose)).toEqual(["4:39 interval-too-long"]);
  });

  const workflow = `env:
  GIT_SSH_COMMAND: "ssh -o ServerAliveInterval=900"
jobs:
  x:
    name: ssh -o ServerAliveInterval=999 h
    steps:
      - run: |
          cat <<EOF >> ~/.ssh/config
          Host *
            ServerAliveInterval 901
          EOF
          ssh -o ServerAliveInterval=902 \${{ secrets.HOST }} x
      - run: >-
          ssh -o ServerAliveInterval=903
          -o ServerAliveCountMax=3 h
      - run: 'ssh -o "ServerAliveInterval 904" h'
      - run: "ssh -o \\"ServerAliveInterval 905\\" h"
`;
  it("holds scripts", () => {
    expect(found("ci.yml", workflow)).toEqual(
      ["2:28", "10:13", "12:18", "14:18", "16:23", "17:24"].map((at) => `${at} interval-too-long`),
    );
  });

  it("is not rewritten", () => {
    expect(fixed("ci.yml", workflow, true)).toBe(workflow);
  });

  it("holds commands as lists, and environments", () => {
    const compose = `services:
  a:
    command: ["autossh", "-M", "0", "-o", "ServerAliveInterval=900", "r"]
    environment:
      - GIT_SSH_COMMAND=ssh -o ServerAliveInterval=901
  b:
    entrypoint:
      - autossh
      - -o
      - ServerAliveInterval=902
`;
    expect(found("compose.yml", compose)).toEqual(["3:44", "5:32", "10:9"].map((at) => `${at} interval-too-long`));
  });

  it("may be broken, many documents, or no YAML at all", () => {
    for (const text of [
      "a: [",
      "---\n...\n---\n: :\n",
      "\t\t- x",
      "a: &a [*a, *a]\n",
      "run: |\n",
      "{{ x }}: {{ y }}\n",
      "\0\0",
    ]) {
      expect(() => found("x.yml", text)).not.toThrow();
    }
  });
});

describe("configurations that scripts write", () => {
  it("are read with their places", () => {
    const text = `#!/bin/bash
cat >> ~/.ssh/config <<EOF
Host *
  ServerAliveInterval 900
  User $USER
EOF
echo "Host a" >> "$HOME/.ssh/config2"
echo -e "Host a\\n  ServerAliveInterval 901\\n  ServerAliveCountMax 3" >> "$HOME/.ssh/config"
printf 'ClientAliveInterval %s\\nClientAliveCountMax 0\\n' 60 | sudo tee -a /etc/ssh/sshd_config.d/99-x.conf >/dev/null
sudo sh -c 'echo "ServerAliveIntervall 60" >> /etc/ssh/ssh_config'
{ echo "Host *"; echo "  ServerAliveInterval 902"; } >> ~/.ssh/config.d/x
tee -a /etc/ssh/ssh_config.d/10.conf <<-'EOF'
	Host *
	ServerAliveInterval 903
	EOF
`;
    expect(found("a.sh", text)).toEqual([
      "4:3 interval-too-long",
      "8:20 interval-too-long",
      "9:33 count-zero",
      "10:19 misspelled-keyword",
      "11:26 interval-too-long",
      "14:2 interval-too-long",
    ]);
    expect(fixed("a.sh", text, true)).toBe(text);
    const off = "cat >> ~/.ssh/config <<EOF\nHost web\n  ServerAliveInterval 0\nEOF\n";
    expect(found("a.sh", off)).toEqual(["3:3 keepalive-off"]);
    expect(fixed("a.sh", off, true)).toBe(off);
  });

  it("are nothing where they go elsewhere, or are not known", () => {
    for (const text of [
      "cat <<EOF\nHost *\n  ServerAliveInterval 900\nEOF\n",
      "cat > notes <<EOF\nHost *\n  ServerAliveInterval 900\nEOF\n",
      "cat >> ~/.ssh/config <<EOF\nHost *\n  ServerAliveInterval $I\n  ServerAliveCountMax 3\nEOF\n",
      "cat >> ~/.ssh/config <<EOF\n$LINES\nServerAliveCountMax 3\nEOF\n",
      'echo "$CONFIG" >> ~/.ssh/config\n',
      "cat other >> ~/.ssh/config\n",
      "#!/bin/sh\necho 'Host *\\n  ServerAliveInterval 900' >> ~/.ssh/config\n",
      "echo Host web >> ~/.ssh/config\n",
    ]) {
      expect(found("a.sh", text)).toEqual([]);
    }
  });

  it("are written over", () => {
    expect(found("a.sh", "echo Host web > ~/.ssh/config\n")).toEqual(["1:15 config-overwritten?"]);
    expect(found("a.sh", "echo Host web > ~/.ssh/config.d/web\n")).toEqual([]);
  });
});

describe("Ansible", () => {
  it("puts ssh_args first and strips comments with ;", () => {
    const text = `[defaults]
ssh_args = -o ServerAliveInterval=999
[ssh_connection]
ssh_args = -C -o ControlPersist=60s
  -o ServerAliveInterval=900 ; -o ServerAliveInterval=999
# ssh_args = -o ServerAliveInterval=999
ssh_common_args = "-o ServerAliveInterval=30"
`;
    expect(found("ansible.cfg", text)).toEqual([
      "2:15 ssh-args-unused",
      "5:6 interval-too-long",
      "7:23 repeated-option",
    ]);
    expect(fixed("ansible.cfg", text)).toBe(text.replace("=900", "=60"));
  });

  it("loses ControlPersist", () => {
    const line = (value: string): string => `[ssh_connection]\nssh_args = ${value}\n`;
    expect(found("ansible.cfg", line("-o ServerAliveInterval=30"))).toEqual(["2:12 control-persist-lost"]);
    expect(found("ansible.cfg", line("-o ControlMaster=no -o ServerAliveInterval=30"))).toEqual([]);
    expect(found("ansible.cfg", line("-F ssh.cfg -o ServerAliveInterval=30"))).toEqual([]);
    expect(found("ansible.cfg", "[ssh_connection]\nssh_common_args = -o ServerAliveInterval=30\n")).toEqual([]);
  });

  it("has variables in inventories and YAML", () => {
    const text = `[web]
w1 ansible_ssh_common_args='-o ServerAliveInterval=900' # -o ServerAliveInterval=999
[db:vars]
ansible_ssh_extra_args="-o ServerAliveInterval=901"
[all:children]
db
`;
    expect(found("hosts", text)).toEqual(["2:32 interval-too-long", "4:28 interval-too-long"]);
    expect(fixed("hosts", text)).toBe(text.replace("=900", "=60").replace("=901", "=60"));
    const yaml = "ansible_ssh_common_args: '-o ServerAliveInterval=902 -o ProxyCommand=\"ssh -W %h:%p j\"'\n";
    expect(found("all.yml", yaml)).toEqual(["1:30 interval-too-long"]);
    expect(fixed("all.yml", yaml)).toBe(yaml.replace("902", "60"));
    expect(found("all.yml", "ansible_ssh_common_args: '-o ServerAliveInterval={{ x }}'\n")).toEqual([]);
  });
});

describe("fstab", () => {
  it("has sshfs's options separated by commas", () => {
    const text =
      "u@h:/x /mnt fuse.sshfs reconnect,ServerAliveInterval=900 0 0\nsshfs#u@h:/y /m fuse reconnect 0 0\n/dev/sda1 / ext4 defaults 0 1\n";
    expect(found("fstab", text)).toEqual(["1:34 interval-too-long", "2:22 sshfs-reconnect-blind?"]);
    expect(fixed("fstab", text, true)).toBe(
      text.replace("900", "60").replace("fuse reconnect", "fuse reconnect,ServerAliveInterval=60"),
    );
  });
});

describe("tools with an ssh of their own", () => {
  it.each([
    [
      "Vagrantfile",
      "# config.ssh.keep_alive = false\n  config.ssh.keep_alive = false\n",
      ["2:3 provisioner-keepalive"],
    ],
    ["Vagrantfile", "  config.ssh.keep_alive = true\n", []],
    [
      "Vagrantfile",
      "  config.ssh.extra_args = [\"-o\", \"ServerAliveInterval=900\", '-o', 'ServerAliveInterval=30',]\n",
      ["1:35 interval-too-long", "1:68 repeated-option"],
    ],
    ["Vagrantfile", '  config.ssh.extra_args = "-oServerAliveInterval=901"\n', ["1:30 interval-too-long"]],
    ["Vagrantfile", '  # config.ssh.extra_args = ["-oServerAliveInterval=901"]\n', []],
    ["Vagrantfile", '  config.ssh.extra_args = ["-o", "ServerAliveInterval=#{x}"]\n', []],
    [
      "a.pkr.hcl",
      'source "a" "b" {\n  # ssh_keep_alive_interval = "0"\n  ssh_keep_alive_interval = "-1s"\n}\n',
      ["3:3 provisioner-keepalive"],
    ],
    ["a.pkr.hcl", 'x = <<EOF\nssh_keep_alive_interval = "-1s"\nEOF\n', []],
    ["packer.json", '{"builders":[{"ssh_keep_alive_interval": "30"}]}', ["1:15 provisioner-keepalive"]],
    ["packer.json", '{"builders":[{"ssh_keep_alive_interval": "30s"}]}', []],
    [
      "m.tf",
      'resource "x" "y" {\n  connection {\n    keepalive = 30\n  }\n  keepalive = 3\n}\n',
      ["3:5 provisioner-keepalive"],
    ],
    [
      "h.nix",
      "{ programs.ssh = { serverAliveInterval = 900; # serverAliveInterval = 1;\n }; }\n",
      ["1:20 interval-too-long"],
    ],
    [
      "h.nix",
      "{ programs.ssh.extraConfig = ''\n  Host x\n    ServerAliveInterval 901\n''; }\n",
      ["3:5 interval-too-long"],
    ],
  ])("%s %j", (name, text, expected) => {
    expect(found(name, text)).toEqual(expected);
    expect(fixed(name, text, true)).toBe(text);
  });
});

describe("hostile input", () => {
  const names = [
    "a.sh",
    "a.service",
    "a.cron",
    "Dockerfile",
    "Makefile",
    "fstab",
    "a.plist",
    "a.fish",
    "a.yml",
    "ansible.cfg",
    "hosts",
    "Vagrantfile",
    "a.pkr.hcl",
    "m.tf",
    "h.nix",
  ];
  const texts = [
    "",
    "\0".repeat(7),
    "\xff\xfe\x80ssh -o ServerAliveInterval=900 \x9b[31m\n",
    "ssh -o 'ServerAliveInterval=900\n",
    'ssh -o "$(ssh -o `ssh -o ServerAliveInterval=900\n',
    "ssh -o\n",
    "ssh -o ''\n",
    "autossh -M\n",
    "cat >> ~/.ssh/config <<EOF\nServerAliveInterval 900",
    `${"(".repeat(5000)}\n`,
    `${"$(".repeat(3000)}ssh\n`,
    `sh -c "${"sh -c '".repeat(300)}"\n`,
    `ssh ${"-o ServerAliveInterval=900 ".repeat(2000)}h\n`,
    "A=$A\nA=$A$A\nssh $A h\n",
    `${"a: {".repeat(3000)}\n`,
    "constructor __proto__ toString\n",
    "<plist><dict><key>ProgramArguments</key><array><string>ssh</string><string>-o</string>",
    "<plist><dict><key>ProgramArguments</key><string>ssh</dict></plist>",
    `<plist>${"<array>".repeat(9000)}`,
    `<plist><dict><key>KeepAlive</key><true/></dict></plist>`,
    "cat > $X <<EOF\n[Service]\nExecStart=autossh -R $A:b:1 $B\nEOF\n",
    "cat > a.plist <<EOF\n<plist><dict><key>ProgramArguments</key><array><string>$A</string></array></dict></plist>\nEOF\n",
    'bash -c "autossh -R $A $B"\n',
    "gcloud compute ssh\ngcloud compute ssh -- -o\ngcloud compute ssh --ssh-flag\n",
    'f() { f "$@"; }\nf f f ssh\n',
    "constructor -o ServerAliveInterval=900 h\n",
    "rsync -e\nmosh --ssh=\nsshfs -o\nscp -S\n",
    'ExecStart=\n[Service]\nExecStart=\nExecStart="\nEnvironment="\n',
    "@reboot\n* * * * *\n* * * * * %\n",
    'RUN\nRUN <<EOF\nCMD [\nCMD ["\\u00"]\nENV\n',
    "A = $(A)\nB = $(A)$(B)\n\tssh $(A) $(B\n",
    "[ssh_connection]\n  ssh_args\nssh_args\nssh_args=\n =\n",
    "\u00e9\r\nssh -o ServerAliveInterval=900 h\r\n",
  ];

  it.each(names)("%s never breaks a run", (name) => {
    for (const text of texts) {
      expect(() => lintTree({ [`/repo/${name}`]: text }, { paths: [`/repo/${name}`], fix: "plan" })).not.toThrow();
      expect(() => fixed(name, text, true)).not.toThrow();
    }
  });
});
