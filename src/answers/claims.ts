import type { Answer } from "./answer.ts";

const claim = (answer: Omit<Answer, "kind">): Answer => ({ ...answer, kind: "wrong claim" });

/** Claims that go round in articles and answers, and what is so. */
export const claims: readonly Answer[] = [
  claim({
    id: "kernel-keepalive-after-eleven-minutes",
    title: '"TCP keepalive ends an idle session after 9 x 75 = 675 s, just over 11 minutes"',
    answer:
      "The first probe is sent only after tcp_keepalive_time, 7200 s. With 9 probes 75 s apart a dead peer is noticed after 7200 + 675 = 7875 s, more than two hours. A peer that answers is never cut, however idle.",
    remedy: "Use ServerAliveInterval; nobody has to change the kernel's values for SSH.",
    evidence: ["tcp(7)", "measured with scaled values, to 0.2 s"],
    words: "675 eleven minutes 7875 tcp_keepalive_probes tcp_keepalive_intvl",
    see: ["tcp-or-ssh-keepalive"],
  }),
  claim({
    id: "tcp-keepalive-time-is-an-interval",
    title: '"tcp_keepalive_time is the interval between probes, tcp_keepalive_probes is in seconds"',
    answer:
      "tcp_keepalive_time is the idle time before the first probe (7200 s), tcp_keepalive_intvl the time between probes (75 s), tcp_keepalive_probes how many stay unanswered before the connection is dropped (9): a count without a unit.",
    remedy: "Give the file to `--sysctl` and `keepalive-lint effective` computes with it.",
    evidence: ["tcp(7)"],
    words: "sysctl kernel seconds packet probes meaning net.ipv4",
    see: ["tcp-or-ssh-keepalive"],
  }),
  claim({
    id: "tcp-closes-idle-connections",
    title: '"TCP (or Linux, or sshd for security) closes connections that are idle"',
    answer:
      "TCP has no idle timeout, and sshd drops nobody for silence by default. What forgets idle connections lies in between: NAT, firewalls, load balancers. Both ends then still believe in a connection that is gone.",
    remedy: "An interval shorter than the network's idle limit: 60 s.",
    evidence: ["RFC 9293; tcp(7)", "sshd_config(5): ClientAliveInterval is 0 by default"],
    words: "idle timeout default server drops security feature disconnects linux protocol version 2",
    see: ["network-idle-limit", "keepalive-off"],
  }),
  claim({
    id: "tcpkeepalive-is-the-servers",
    title: '"TCPKeepAlive is set on the server; uncomment #TCPKeepAlive yes to switch it on"',
    answer:
      "It is a keyword of both ssh_config and sshd_config, and yes on both without any line. The commented line in sshd_config shows the default: taking the # away changes nothing.",
    remedy: "Leave it, and set an interval.",
    evidence: ["readconf.c and servconf.c, tcp_keep_alive; ssh_config(5), sshd_config(5)"],
    words: "commented default hash uncomment tcpkeepalive yes no effect",
    see: ["tcp-or-ssh-keepalive"],
  }),
  claim({
    id: "tcp-keepalive-is-on-everywhere",
    title: '"TCP keepalive is on by default on most systems and keeps sessions open"',
    answer:
      "It is off for every socket that does not ask for it; OpenSSH asks. But the first probe leaves after two hours, long after a NAT of five minutes has forgotten the connection.",
    remedy: "ServerAliveInterval 60.",
    evidence: ["socket(7) SO_KEEPALIVE; tcp(7)"],
    words: "default on enabled so_keepalive nat two hours",
    see: ["tcp-or-ssh-keepalive", "network-idle-limit"],
  }),
  claim({
    id: "firewalls-drop-keepalive",
    title: '"Firewalls drop or block keepalive packets"',
    answer:
      "An SSH probe is an encrypted message like any other in the session: a firewall cannot tell it from a key press. Empty TCP keepalive packets can be told, but no source for a firewall that drops them was found; AWS documents that they reset its timers.",
    remedy:
      "If sessions die in spite of an interval, look which line counts (`keepalive-lint effective HOST`) and whether the interval is shorter than the network's limit.",
    evidence: ["RFC 4253 section 6, RFC 4254 section 4", "AWS API_FlowTimeouts on TCP keepalive"],
    words: "blocked filtered dropped packets firewall inspect",
    see: ["network-idle-limit"],
  }),
  claim({
    id: "probes-regardless-of-activity",
    title: '"Probes are sent every interval, regardless of activity"',
    answer:
      "Only after an interval in which nothing came from the other side. A session that receives data sends no probe. (PuTTY's timer is the one that runs regardless.)",
    remedy: "A short interval costs nothing while a session is busy.",
    evidence: ["clientloop.c client_wait_until_can_do_something; serverloop.c wait_until_can_do_something"],
    words: "always every seconds traffic activity busy puttY unconditional",
    see: ["interval-too-short", "server-probes-starved"],
  }),
  claim({
    id: "null-packets",
    title: '"OpenSSH sends null packets"',
    answer:
      'It sends a request named keepalive@openssh.com that wants a reply; even "I do not know this" proves that the peer lives. Null or ignore packets are what PuTTY and WinSCP send: nobody answers those, so they keep a NAT open and notice nothing.',
    remedy: "Nothing to do.",
    evidence: [
      "clientloop.c server_alive_check, serverloop.c client_alive_check; RFC 4254 section 4",
      "PuTTY pinger.c: SSH_MSG_IGNORE",
    ],
    words: "null noop no-op packet ignore message keepalive@openssh.com putty winscp content",
    see: ["tcp-or-ssh-keepalive"],
  }),
  claim({
    id: "client-uses-clientalive",
    title: '"The client uses ClientAliveInterval and ClientAliveCountMax (in ssh_config)"',
    answer:
      'Those are sshd\'s, for sshd_config; in ssh_config they are fatal: "Bad configuration option", and ssh connects nowhere. The client has ServerAliveInterval and ServerAliveCountMax. In sshd_config those in turn keep sshd from starting.',
    remedy: "In ssh_config: ServerAliveInterval. In sshd_config: ClientAliveInterval.",
    evidence: ["readconf.c, servconf.c keywords[]; run: exit status 255"],
    words: "clientaliveinterval ssh_config serveraliveinterval sshd_config wrong file side swapped",
    see: ["wrong-side", "which-side-sets-what", "log-clientalive-in-ssh-config", "log-serveralive-in-sshd-config"],
  }),
  claim({
    id: "serveralive-with-clientalive-count",
    title: '"ServerAliveInterval works together with ClientAliveCountMax"',
    answer: "They stand in two different files and never meet: each interval goes with the count of its own side.",
    remedy: "ServerAliveInterval with ServerAliveCountMax; ClientAliveInterval with ClientAliveCountMax.",
    evidence: ["clientloop.c server_alive_check; serverloop.c client_alive_check"],
    words: "pair combination serveraliveinterval clientalivecountmax",
    see: ["which-side-sets-what", "count-without-interval"],
  }),
  claim({
    id: "six-hundred-two-is-an-hour",
    title: '"ClientAliveInterval 600 with ClientAliveCountMax 2 disconnects after 20 minutes, or an hour"',
    answer:
      "It gives a client that does not answer up after 600 x 3 = 1800 s; on sshd 9.2 to 9.4 after an hour, because those probe at twice the interval. 300 and 5 is 1800 s by the same rule, not 1500, and Linux' kernel ends it near 1243 s.",
    remedy: "`keepalive-lint effective --side server` shows it for your version.",
    evidence: [
      "serverloop.c client_alive_check",
      "measured: the kernel gives up 943 s after the first unanswered probe",
    ],
    words: "600 2 1200 20 minutes one hour precisely 300 5 1500 calculate",
    see: ["n-or-n-plus-one"],
  }),
  claim({
    id: "timeout-of-inactivity",
    title: '"ClientAliveInterval sets the timeout of inactivity" or "lengthens the default timeout"',
    answer:
      "It cuts clients that do not respond, never ones that are merely idle. And there is no default timeout to lengthen: without the line sshd waits for ever. A larger value makes nothing last longer than no value.",
    remedy: "To keep idle sessions: an interval of 60 s. To end them: TMOUT or ChannelTimeout.",
    evidence: ["sshd_config(5); serverloop.c client_alive_check"],
    words: "increase ssh timeout extend session inactive clients disconnect idle default longer prevent",
    see: ["idle-logout"],
  }),
  claim({
    id: "client-overrides-server-timeout",
    title:
      '"The client\'s settings override the server\'s timeout", "with both sides set the shorter takes precedence"',
    answer:
      "The two sides have a timer each and know nothing of the other's. A client cannot switch off what sshd does with ClientAlive* or ChannelTimeout; any packet that one side receives, the other's probe too, resets its own timer.",
    remedy: "`keepalive-lint effective HOST --server-config FILE` shows both and who notices first.",
    evidence: ["clientloop.c and serverloop.c; measured: probes do not count for ChannelTimeout"],
    words: "override precedence both sides shorter wins server policy bypass",
    see: ["which-side-sets-what", "idle-logout"],
  }),
  claim({
    id: "netcat-tests-keepalive",
    title: '"Test keepalive with netcat"',
    answer:
      "nc speaks no SSH: nothing is exchanged behind the banner, so no probe is ever sent, and LoginGraceTime ends it.",
    remedy:
      "`ssh -vv HOST` and wait for an interval: each answer to a probe is a line of the debug output; to see a dead peer, drop the packets of one connection in a firewall.",
    evidence: ["sshd.c LoginGraceTime; measured with packet filters"],
    words: "verify test check nc netcat telnet working how to see",
    see: ["n-or-n-plus-one"],
  }),
  claim({
    id: "works-without-tcp",
    title: '"SSH keepalive works regardless of the TCP connection"',
    answer:
      "A probe travels inside that very TCP connection. When TCP has given up, nothing of SSH gets through; while packets are lost, TCP's growing pauses decide when a probe arrives.",
    remedy: "`keepalive-lint effective HOST` says which outage is survived: between half and all of interval x count.",
    evidence: ["clientloop.c; measured: 15/3 survives 27 s of 45 for sure"],
    words: "tcp status layer outage survive retransmission independent",
    see: ["sleep-and-new-address"],
  }),
  claim({
    id: "multiplexing-survives-drops",
    title: '"ControlMaster lets sessions survive a dropped connection"',
    answer:
      "All sessions of a master share its one TCP connection: a drop ends them all, and without keepalive every new session hangs on the dead master. The later sessions' own ServerAlive* is ignored.",
    remedy: "ServerAliveInterval wherever ControlMaster is set; `ssh -O exit HOST` for a master that hangs.",
    evidence: ["mux.c; measured: no probe from a client of a shared connection"],
    words: "controlmaster controlpath controlpersist multiplex shared reuse reconnect persist",
    see: ["multiplexed-without-keepalive"],
  }),
  claim({
    id: "grep-timeout",
    title: '"grep timeout in auth.log finds sessions that were cut"',
    answer:
      'sshd writes "Timeout, client not responding from user …" with a capital T, which that misses; a connection that the kernel gave up is "Read error from remote host".',
    remedy: "`journalctl -t sshd -t sshd-session | keepalive-lint explain -` finds both and says what they mean.",
    evidence: ["serverloop.c client_alive_check; packet.c sshpkt_vfatal"],
    words: "auth.log log journalctl secure search find messages grep case",
    see: ["log-timeout-client-not-responding", "log-read-error-from-remote-host"],
  }),
  claim({
    id: "autossh-reconnects-by-itself",
    title: '"autossh -M 0 -f -N reconnects automatically"',
    answer:
      "Only when ssh ends. Without ServerAliveInterval ssh does not notice a way that is cut, so nothing restarts.",
    remedy: "Add -o ServerAliveInterval=20 -o ServerAliveCountMax=3.",
    evidence: ["measured: no restart in 25 s after a cut; with 3/2 a restart"],
    words: "autossh automatic reconnect tunnel -M 0 -f -N -L",
    see: ["autossh-without-monitor"],
  }),
  claim({
    id: "write-config-with-redirect",
    title: '"In CI write ~/.ssh/config with echo … >"',
    answer:
      "It replaces a config that the runner or an earlier step has put there. With >> the line falls into the last Host block, and an earlier value wins.",
    remedy: "`ssh -o ServerAliveInterval=60 …`, GIT_SSH_COMMAND, or a file of its own that is included at the top.",
    evidence: ["ssh_config(5): first obtained value; Host and Match blocks end at the next one"],
    words: "github actions gitlab ci pipeline echo printf cat heredoc overwrite config",
    see: ["first-match-wins", "append-at-the-end"],
  }),
  claim({
    id: "append-at-the-end",
    title: '"Add the lines at the end of ssh_config or sshd_config"',
    answer: "A line at the end belongs to the last Host or Match block above it, and a value that stands earlier wins.",
    remedy:
      "At the client below a `Host *` at the end; at the server above the first Match, or in a drop-in. `keepalive-lint --fix` puts it where it counts.",
    evidence: ["readconf.c, servconf.c: blocks end at the next Host or Match; first value wins"],
    words: "append bottom end last line tee -a add lines where",
    see: ["drop-ins-and-trailing-match", "first-match-wins", "appended-after-match"],
  }),
  claim({
    id: "protocol-two-only",
    title: '"The problem occurs with protocol version 2 only"',
    answer:
      "Older manuals said that the options were for protocol 2 only; protocol 1 is long gone. Idle connections are forgotten by networks whatever runs in them.",
    remedy: "Nothing to do; delete Protocol lines.",
    evidence: ["ssh_config(5) of old releases; OpenSSH's release notes"],
    words: "protocol version 1 2 man page old",
    see: ["tcp-closes-idle-connections"],
  }),
  claim({
    id: "fifteen-three-is-45",
    title: '"15/3 disconnects an unresponsive peer after 45 s" (the manual\'s words, too)',
    answer: "45 s after the first probe, which leaves after 15 s of silence: 60 s after the last data.",
    remedy: "Count interval x (count + 1).",
    evidence: ["ssh_config(5) ServerAliveCountMax; measured: 3/2 ends after 9 s, 15/3 after 60 s"],
    words: "15 3 45 60 manual approximately formula",
    see: ["n-or-n-plus-one"],
  }),
  claim({
    id: "thirty-means-minutes",
    title: '"ClientAliveInterval 30" meant as minutes',
    answer:
      "A number without a unit is seconds. 30m, 1h and 1h30m are understood by OpenSSH itself, though not by every library that reads its files. The keyword exists since 3.8.",
    remedy: "Write seconds: 1800 for half an hour; but see network-idle-limit before.",
    evidence: ["misc.c convtime; sshd_config(5) TIME FORMATS"],
    words: "unit minutes seconds 30m 1h time format",
    see: ["invalid-value", "network-idle-limit"],
  }),
  claim({
    id: "default-count-breaks",
    title: '"ClientAliveCountMax 3 broke it" (or cured it)',
    answer: "3 is the default on both sides: the line changes nothing, unless another line had set another value.",
    remedy: "Look at the interval; `keepalive-lint effective` shows which line counts.",
    evidence: ["servconf.c fill_default_server_options, readconf.c fill_default_options"],
    words: "clientalivecountmax serveralivecountmax 3 default sshfs no effect",
    see: ["count-without-interval"],
  }),
];
