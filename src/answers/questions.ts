import type { Answer } from "./answer.ts";

const question = (answer: Omit<Answer, "kind">): Answer => ({ ...answer, kind: "question" });

/** What people confuse most, by the threads in which they ask. */
export const questions: readonly Answer[] = [
  question({
    id: "tcp-or-ssh-keepalive",
    title: "What is the difference between TCPKeepAlive and the Alive messages, and what is its interval?",
    answer:
      "TCPKeepAlive asks the kernel to send empty TCP packets on a connection that is idle. Its times are the kernel's, not ssh's: on Linux the first probe after 7200 s, then 9 probes 75 s apart. ServerAliveInterval and ClientAliveInterval send encrypted messages through the session and want an answer from the program at the other end. With any interval below two hours TCPKeepAlive changes nothing for the time until a dead peer is noticed.",
    remedy: "Set ServerAliveInterval (or ClientAliveInterval); leave TCPKeepAlive at its default, yes.",
    evidence: [
      "tcp(7) tcp_keepalive_time, _intvl, _probes",
      "measured: keepalive 5/2/3 beside 3/1000 does not end a dead session in 60 s",
    ],
    words: "tcp keepalive kernel sysctl tcp_keepalive_time interval spoofable alive message difference",
    see: ["keepalive-off", "tcp-keepalive", "proxied-tcp-keepalive"],
  }),
  question({
    id: "idle-logout",
    title: "Does ClientAliveInterval log idle users out?",
    answer:
      "No. A client that is idle and reachable answers every probe by itself, for ever; only one that does not answer is given up. Up to 8.1 a count of 0 ended every session that was silent for one interval, which was taken for an idle timeout; since 8.2 (and on systems that carry a patch, earlier or later) the same line means that sshd never ends a session. The version number alone does not decide where a vendor has patched the old meaning back.",
    remedy:
      "To log idle users out: TMOUT in the shell, ChannelTimeout with UnusedConnectionTimeout from 9.2 on, or systemd-logind's StopIdleSessionSec.",
    evidence: [
      "serverloop.c client_alive_check; commit 69334996a, first in 8.2",
      "measured: 3/1 with an idle live client stays",
    ],
    words:
      "idle timeout inactive user logout logoff disconnect countmax 0 zero 8.2 compliance cis stig pci session timeout TMOUT",
    see: ["count-zero", "benchmark-contradicts-openssh", "timeout-of-inactivity"],
  }),
  question({
    id: "n-or-n-plus-one",
    title: "Is a dead peer noticed after interval x count, or interval x (count + 1)?",
    answer:
      "After interval x (count + 1), counted from the last data: one interval of silence before the first probe, then one for each probe. Manuals and benchmarks say interval x count: that is the time from the first probe on. 15/3 is 60 s, not 45; 600/1 is 20 minutes, not 10. sshd 9.2 to 9.4 (Debian 12) take twice that, and the kernel may end it sooner: on Linux about 943 s after the first probe.",
    remedy: "`keepalive-lint effective HOST` shows both numbers for your version.",
    evidence: [
      "clientloop.c server_alive_check, serverloop.c client_alive_check",
      "measured in 528 runs on 7.6 to 10.5",
    ],
    words: "formula multiply calculate how long seconds timeout 45 60 15 3 total countmax",
    see: ["dead-peer-too-slow", "dead-peer-too-fast", "fifteen-three-is-45"],
  }),
  question({
    id: "which-side-sets-what",
    title: "Which side sets what: ServerAlive or ClientAlive, my machine or the server?",
    answer:
      "The name says who is asked. ServerAliveInterval is the client's (ssh_config, ~/.ssh/config): it asks the server. ClientAliveInterval is the server's (sshd_config): it asks the client. Either one alone keeps the network from forgetting the connection. Each side notices only with its own setting that the other is gone.",
    remedy:
      "On your own machine: ServerAliveInterval 60 below `Host *`. On a server whose dead sessions must go: ClientAliveInterval 60.",
    evidence: ["readconf.c keywords[], servconf.c keywords[]"],
    words: "client server side where put file ssh_config sshd_config serveraliveinterval clientaliveinterval both",
    see: ["wrong-side", "client-uses-clientalive"],
  }),
  question({
    id: "first-match-wins",
    title: "Why does my host's ServerAliveInterval not count: Host * on top, first match wins",
    answer:
      "ssh takes the first value that it meets for a host, not the last and not the most special. A `Host *` above the other blocks wins over all of them. `Match final` comes last and cannot replace a value that the first pass has set. On the command line, too, the first -o wins.",
    remedy: "Special blocks first, `Host *` at the end. `keepalive-lint effective HOST` names the line that counts.",
    evidence: [
      "readconf.c (a value is set only while it is -1)",
      "ssh_config(5): the first obtained value will be used",
    ],
    words: "order override precedence host star default ignored not working duplicate match final global",
    see: ["shadowed"],
  }),
  question({
    id: "drop-ins-and-trailing-match",
    title: "Why is the line that I appended to sshd_config, or my drop-in, without effect?",
    answer:
      "sshd takes the first value, too. Debian and Fedora include /etc/ssh/sshd_config.d/*.conf at the top, in the order of names, so a drop-in wins over the main file and 01-x.conf over 99-y.conf. A line at the end of a file belongs to the last Match block above it, and holds for those connections only. A Match at the end of a drop-in does not reach beyond its file.",
    remedy:
      "Put global lines above the first Match, or into a drop-in whose name sorts first. `sshd -T` shows the outcome.",
    evidence: ["servconf.c process_server_config_line_depth (sMatch, sInclude)", "8.4, 9.2, 10.0 and 10.6 run"],
    words: "include sshd_config.d conf append end of file match block echo tee lineinfile order cloud-init 50",
    see: ["appended-after-match", "shadowed", "include-in-block"],
  }),
  question({
    id: "autossh-without-monitor",
    title: "Why does autossh -M 0 never restart a dead tunnel?",
    answer:
      "With -M 0 autossh watches nothing itself: it restarts ssh when ssh ends. Without ServerAliveInterval ssh does not end when the way is cut, so nothing happens until the kernel gives up, and that only if something is sent.",
    remedy:
      "`autossh -M 0 -o ServerAliveInterval=20 -o ServerAliveCountMax=3 -o ExitOnForwardFailure=yes …`, and ClientAliveInterval at the server, so that the old listener goes away.",
    evidence: ["autossh(1) on -M 0", "measured: no restart in 25 s after a cut without, a restart with 3/2"],
    words: "autossh tunnel reverse monitor reconnect systemd restart port forwarding sshfs reconnect",
    see: ["keepalive-off", "dead-peer-never"],
  }),
  question({
    id: "git-push-dies-after-hook",
    title: "Why does git push die after a long pre-push hook (exit status 141, Broken pipe)?",
    answer:
      "git opens the connection, then runs the hook while the connection is silent. If the network forgets it or the server has a limit of its own, the push then fails. ServerAliveInterval cures the first and cannot cure the second: some forges close a connection after some minutes whatever the client sends.",
    remedy:
      "`Host github.com` with ServerAliveInterval 60. If it still dies after the same time, make the hook shorter, or push with --no-verify after running it by hand.",
    evidence: [
      "githooks(5) pre-push runs with the connection open; 141 is 128 + SIGPIPE",
      "reports of both outcomes; not measured here",
    ],
    words: "git push hook pre-push lefthook husky lfs 141 sigpipe github gitlab broken pipe",
    see: ["log-broken-pipe", "log-remote-end-hung-up"],
  }),
  question({
    id: "ansible-ssh-args",
    title: "Why did keepalive in Ansible's ssh_args switch connection sharing off?",
    answer:
      "ssh_args replaces Ansible's default (`-C -o ControlMaster=auto -o ControlPersist=60s`); it is not added to it. Since the first -o wins, what stands in ssh_args also wins over ssh_common_args. With a shared connection only the values with which the master was started count.",
    remedy:
      "Put `-o ServerAliveInterval=60` into ssh_common_args, or write the whole of ssh_args out with ControlMaster and ControlPersist. Better: into ~/.ssh/config.",
    evidence: ["ansible-core 2.14 plugins/connection/ssh.py", "measured: -o X=5 -o X=9 gives 5"],
    words: "ansible ansible.cfg ssh_args ssh_common_args controlpersist slow pipelining playbook",
    see: ["multiplexed-without-keepalive"],
  }),
  question({
    id: "network-idle-limit",
    title: "How short must the interval be: NAT, firewalls, load balancers, mobile networks",
    answer:
      "The probe must come before the network forgets an idle connection, and somebody must answer it. The shortest default that a large provider documents is 240 s (Azure); home routers and AWS are about 300 to 350 s, firewalls an hour; some mobile networks forget after half a minute. 300 s is too long for many. An SSH server that does not answer unknown requests (old versions of small implementations) breaks keepalive at the client.",
    remedy: "60 s is short enough for nearly everything; 25 s behind mobile networks. `--network` names yours.",
    evidence: [
      "Azure load balancer: 4 minutes; AWS: 350 s; RFC 5382: at least 2 h 4 min, which many do not keep",
      "see `--network` for all with their sources",
    ],
    words:
      "nat firewall timeout idle lte mobile carrier cgnat azure aws gcp load balancer vpn router freeze hang which value best recommended",
    see: ["interval-too-long", "interval-too-short"],
  }),
  question({
    id: "slow-login-is-cut",
    title: "Why is a slow login cut while the server is healthy?",
    answer:
      'Before login ssh waits for one answer at most interval x count seconds. A key command, a directory, or a push to a phone that takes longer is cut with "Connection to … timed out". The time in which you type a password does not count.',
    remedy: "Raise ServerAliveCountMax for such a host.",
    evidence: ["packet.c ssh_packet_read_seqnr", "measured: 2/3 with a key lookup of 14 s is cut at 6 s"],
    words: "login authentication slow duo push mfa ldap timed out before password kex",
    see: ["dead-peer-too-fast", "log-connection-port-timed-out"],
  }),
  question({
    id: "keepalive-before-login",
    title: "Does keepalive help when ssh cannot connect?",
    answer:
      "No. Probes are sent in a session that exists. Until the server's banner has come only ConnectTimeout counts, at the server LoginGraceTime.",
    remedy: "ConnectTimeout 10 and, where it helps, ConnectionAttempts 3.",
    evidence: ["measured on 8.2 to 10.5: interval and count are ignored before the banner, ClientAlive* before login"],
    words: "connect timeout connecting refused unreachable no route banner hang at connect",
    see: ["log-connect-failed"],
  }),
  question({
    id: "sleep-and-new-address",
    title: "Does a session survive sleep, a new IP address or a change of network?",
    answer:
      "Keepalive keeps an idle session known to the network and ends a frozen terminal. A connection belongs to two addresses: when one changes, no setting can save it. After sleep it lives if the server has not given up and the network has not forgotten.",
    remedy: "tmux or screen on the server keep what runs there; mosh keeps the session itself.",
    evidence: ["TCP connections are identified by both addresses and ports (RFC 9293 section 3.3.1)"],
    words: "suspend laptop lid wifi roaming vpn reconnect mosh tmux screen frozen terminal hang",
    see: ["dead-peer-too-fast"],
  }),
];
