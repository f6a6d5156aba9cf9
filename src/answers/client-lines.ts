import type { LogLine } from "./answer.ts";

/** What ssh, and programs that run it, write on the client's terminal. */
export const clientLines: readonly LogLine[] = [
  {
    id: "log-timeout-server-not-responding",
    title: "ssh gave up a server that did not answer",
    shapes: ["Timeout, server HOST not responding", "Timeout, server not responding"],
    writer: "ssh",
    meaning:
      "ssh sent ServerAliveCountMax probes, none was answered, and it ended the session (exit status 255). The way to the server was cut, the server or its sshd was frozen, or this machine had slept. Keepalive did what it is for; it did not cause the outage.",
    setting:
      "ServerAliveInterval and ServerAliveCountMax of the host that is named, in ssh_config: after interval x (count + 1) seconds without data.",
    next: "`keepalive-lint effective HOST` shows the seconds and which outage is survived. Where short outages end sessions, raise ServerAliveCountMax; a session on tmux at the server can be taken up again. If it comes after the same idle time again and again, the network forgets the connection before the first probe: lower ServerAliveInterval.",
    evidence: ["clientloop.c server_alive_check; measured on 7.6 to 10.5: 3/2 ends after 9 s, 15/3 after 60 s"],
    samples: [
      "Timeout, server web1 not responding.",
      "2026-11-21T10:00:00+00:00 host autossh[77]: Timeout, server 192.0.2.1 not responding.",
      "Timeout, server not responding.",
    ],
    see: ["dead-peer-too-fast", "interval-too-long", "n-or-n-plus-one"],
  },
  {
    id: "log-connection-port-timed-out",
    title: "ssh gave up waiting during the login",
    shapes: ["Connection to HOST port PORT timed out"],
    writer: "ssh",
    meaning:
      "One wait for the server, in key exchange or authentication, lasted longer than ServerAliveInterval x ServerAliveCountMax. That happens with healthy servers when a key command, a directory or a push to a phone takes long.",
    setting:
      "ServerAliveInterval and ServerAliveCountMax in ssh_config. The time in which you type a password does not count.",
    next: "Raise ServerAliveCountMax for this host until the product is longer than the slowest login.",
    evidence: [
      "clientloop.c, packet.c ssh_packet_read_seqnr (SSH_ERR_CONN_TIMEOUT); measured: 2/3 with a 14 s key lookup is cut at 6 s",
    ],
    samples: ["Connection to 192.0.2.1 port 22 timed out", "Connection to web1 port 2222 timed out"],
    see: ["slow-login-is-cut", "dead-peer-too-fast"],
  },
  {
    id: "log-banner-exchange-timed-out",
    title: "The server accepted the connection and then said nothing",
    shapes: ["Connection timed out during banner exchange"],
    writer: "ssh",
    meaning:
      "TCP connected, but no SSH banner came within ConnectTimeout: an overloaded sshd, a port forwarder without a service behind it, or a firewall.",
    setting: "ConnectTimeout in ssh_config. Keepalive counts only after the banner.",
    next: "Look at the server's load and at MaxStartups; raise ConnectTimeout where the server is just slow.",
    evidence: ["kex.c kex_exchange_identification; measured: interval and count are ignored before the banner"],
    samples: ["Connection timed out during banner exchange", "ssh: Connection timed out during banner exchange"],
    see: [],
  },
  {
    id: "log-kex-exchange-identification",
    title: "The connection ended before the two sides had said who they are",
    shapes: ["kex_exchange_identification", "ssh_exchange_identification", "banner exchange: Connection"],
    writer: "ssh or sshd",
    meaning:
      "The other end closed or reset the connection before any SSH was spoken: MaxStartups or PerSourcePenalties, a block list (fail2ban, hosts.deny), sshd that is starting or broken, or a port on which something else listens. No keepalive setting has a part in it.",
    setting: "None of keepalive's. At the server MaxStartups (sshd_config), from 9.8 on PerSourcePenalties.",
    next: "Read the server's log at that minute. Many parallel logins of a deploy or a CI job: raise MaxStartups, or share one connection (ControlMaster).",
    evidence: ["kex.c kex_exchange_identification (ssh_exchange_identification in older releases); srclimit.c"],
    samples: [
      "kex_exchange_identification: read: Connection reset by peer",
      "kex_exchange_identification: Connection closed by remote host",
      "ssh_exchange_identification: Connection closed by remote host",
      "sshd[1]: error: kex_exchange_identification: banner line contains invalid characters",
    ],
    see: ["keepalive-before-login"],
  },
  {
    id: "log-connect-failed",
    title: "ssh could not connect at all",
    shapes: [
      "connect to host HOST port PORT: NETERROR",
      "connect to host HOST port PORT: Connection refused",
      "connect to address ADDR port PORT:",
      "Could not resolve hostname",
    ],
    writer: "ssh",
    meaning:
      "There was never a connection, so keepalive has no part in it: wrong name, address or port, a firewall, or a server that is down.",
    setting: "None of keepalive's. ConnectTimeout and ConnectionAttempts in ssh_config decide how long ssh tries.",
    next: "`keepalive-lint effective HOST` shows the way (jump hosts); `ssh -v HOST` the address that is tried.",
    evidence: ["sshconnect.c ssh_connect_direct"],
    samples: [
      "ssh: connect to host web1 port 22: Connection timed out",
      "ssh: connect to host 192.0.2.1 port 22: Connection refused",
      "ssh: Could not resolve hostname web1: Name or service not known",
    ],
    see: ["keepalive-before-login"],
  },
  {
    id: "log-read-from-remote-host-timed-out",
    title: "The client's kernel gave up the connection",
    shapes: ["Read from remote host VALUE NETERROR"],
    writer: "ssh",
    meaning:
      "What ssh sent was not acknowledged for so long that TCP itself timed out: on Linux about 925 to 1045 s after the first packet that got lost. ssh's own keepalive was off, or would have taken longer.",
    setting: "ServerAliveInterval and ServerAliveCountMax in ssh_config; behind them the kernel.",
    next: "ServerAliveInterval 60 with the default count of 3 notices after 240 s, and keeps networks from forgetting the connection in the first place.",
    evidence: ["packet.c sshpkt_vfatal; measured: 943 to 945 s with Linux' defaults"],
    samples: [
      "Read from remote host web1: Connection timed out",
      "Read from remote host 192.0.2.1: Operation timed out",
      "Read from remote host web1: No route to host",
    ],
    see: ["keepalive-off", "dead-peer-too-slow"],
  },
  {
    id: "log-read-from-remote-host-reset",
    title: "The server's end, or something on the way, reset the connection",
    shapes: [
      "Read from remote host VALUE Connection reset by peer",
      "client_loop: send disconnect: Connection reset",
      "Connection reset by ADDR port PORT",
      "recv: Connection reset by peer",
    ],
    writer: "ssh",
    meaning:
      "A packet with RST came: sshd or the server was restarted, sshd had given the client up before, or a firewall or NAT had forgotten the idle connection and refuses what belongs to none.",
    setting:
      "ServerAliveInterval in ssh_config (or ClientAliveInterval in sshd_config), shorter than the network's idle limit.",
    next: 'If it comes on the first key after a pause: ServerAliveInterval 60. If the server\'s log says "Timeout, client not responding" then, the server gave up first (explain that line). If it comes at random, look at the server.',
    evidence: ["packet.c sshpkt_vfatal, clientloop.c; RFC 9293 section 3.5.2 on resets"],
    samples: [
      "Read from remote host web1: Connection reset by peer",
      "client_loop: send disconnect: Connection reset by peer",
      "Connection reset by 192.0.2.1 port 22",
    ],
    see: ["keepalive-off", "interval-too-long"],
  },
  {
    id: "log-broken-pipe",
    title: "ssh noticed while sending that the connection was gone",
    shapes: [
      "client_loop: send disconnect: Broken pipe",
      "packet_write_wait: Connection to ADDR port PORT: Broken pipe",
      "packet_write_wait: VALUE Broken pipe",
      "Write failed: Broken pipe",
      "ssh_dispatch_run_fatal: Connection to VALUE Broken pipe",
    ],
    writer: "ssh",
    meaning:
      "The kernel had already given the connection up (it timed out or was reset) when ssh wanted to send. Mostly a NAT or firewall had forgotten an idle connection; sometimes the server had given the client up, or this machine had slept or changed its address.",
    setting:
      "ServerAliveInterval of that host in ssh_config, or ClientAliveInterval in the server's sshd_config: the shorter one counts for the network.",
    next: "ServerAliveInterval 60 in ~/.ssh/config (`keepalive-lint` says where, `--fix` writes it) keeps idle sessions known to the network. If it comes although an interval is set, `keepalive-lint effective HOST` shows which line counts. A new address or sleep ends every session: tmux on the server, or mosh.",
    evidence: [
      'clientloop.c client_loop; measured: 8.2 and 9.2 print this alone when TCP times out, 10.5 prints "Read from remote host" as well',
      '"packet_write_wait" and "Write failed" are what older releases print',
    ],
    samples: [
      "client_loop: send disconnect: Broken pipe",
      "packet_write_wait: Connection to 192.0.2.1 port 22: Broken pipe",
      "Write failed: Broken pipe",
    ],
    see: ["keepalive-off", "interval-too-long", "git-push-dies-after-hook"],
  },
  {
    id: "log-mux-master-failed",
    title: "The shared connection (ControlMaster) is gone or hangs",
    shapes: ["read from master failed: VALUE", "Master refused session request", "mux_client_hello_exchange"],
    writer: "ssh",
    meaning:
      "This session used the connection of another ssh, the master, and that ended or refused. Only the master's keepalive counts; what this session was started with is ignored.",
    setting: "ServerAliveInterval of the block that the master was started with, in ssh_config.",
    next: '`ssh -O exit HOST` ends a master that hangs. Set ServerAliveInterval wherever ControlMaster is set; "Master refused" alone is mostly the server\'s MaxSessions.',
    evidence: ["mux.c mux_client_read_packet; measured: a client of a shared connection sends no probe of its own"],
    samples: [
      "mux_client_request_session: read from master failed: Broken pipe",
      "mux_client_request_session: session request failed: Master refused session request: Session open refused by peer",
      "Master refused session request: Session open refused by peer",
    ],
    see: ["multiplexed-without-keepalive", "multiplexing-survives-drops"],
  },
  {
    id: "log-closed-by-remote-host",
    title: "The server ended the connection",
    shapes: [
      "Connection to HOST closed by remote host",
      "Connection closed by remote host",
      "Connection closed by ADDR port PORT",
    ],
    writer: "ssh",
    meaning:
      "The other end closed the connection in good order: sshd was restarted or killed, gave the client up for dead, logged it out (TMOUT, ChannelTimeout, UnusedConnectionTimeout), or a proxy or load balancer on the way has an idle or total limit. That is no silent loss: something decided it.",
    setting:
      "At the server ClientAliveInterval and ClientAliveCountMax (sshd_config). A count of 0 there, before 8.2, does this to healthy idle sessions.",
    next: 'Read the server\'s log at that minute; if it says "Timeout, client not responding", explain that line. After the same idle time again and again: set ServerAliveInterval below it; that helps against limits of the network, not against a server that logs idle users out.',
    evidence: ["packet.c sshpkt_vfatal (SSH_ERR_CONN_CLOSED); clientloop.c client_loop"],
    samples: [
      "Connection to web1 closed by remote host.",
      "Connection closed by remote host",
      "Connection closed by 192.0.2.1 port 22",
    ],
    see: ["count-zero", "keepalive-off", "git-push-dies-after-hook"],
  },
  {
    id: "log-remote-end-hung-up",
    title: "Git, rsync or another program lost the ssh that it runs on",
    shapes: [
      "the remote end hung up unexpectedly",
      "unexplained error (code 255)",
      "connection unexpectedly closed (NUMBER bytes received so far)",
      "Failed to connect to the host via ssh",
      "remote host has disconnected",
    ],
    writer: "another program",
    meaning: "The ssh below ended. Its own words stand on a line above this one and tell why.",
    setting: "ServerAliveInterval in ssh_config of the host that the program connects to.",
    next: "Explain ssh's own line. If it was a long silence (a hook before the push, a server that computes), ServerAliveInterval 60 keeps the network from forgetting the connection; it does not lift a limit of the server itself.",
    evidence: ["git's, rsync's and Ansible's own messages; ssh ends with 255"],
    samples: [
      "fatal: the remote end hung up unexpectedly",
      "rsync error: unexplained error (code 255) at io.c(231) [sender=3.2.7]",
    ],
    see: ["git-push-dies-after-hook", "ansible-ssh-args"],
  },
  {
    id: "log-connection-timed-out",
    title: "A connection timed out, without a word on which",
    shapes: ["NETERROR"],
    writer: "ssh or sshd",
    meaning:
      "The kernel's own error. Without the words around it nobody can tell whether a session died or never began.",
    setting: "For a session that died: ServerAliveInterval in ssh_config. For one that never began: ConnectTimeout.",
    next: "Give the whole line, with what stands before and behind it.",
    evidence: ["errno ETIMEDOUT, EHOSTUNREACH, ENETUNREACH"],
    samples: ["Connection timed out", "No route to host"],
    see: ["keepalive-before-login"],
  },
  {
    id: "log-reset-or-broken-pipe",
    title: "A connection was reset, without a word on which",
    shapes: ["Connection reset by peer", "Broken pipe"],
    writer: "ssh or sshd",
    meaning:
      "The other end, or a firewall that had forgotten the connection, reset it. In a log of the client or the server it means the same from the other side.",
    setting:
      "ServerAliveInterval in ssh_config, or ClientAliveInterval in sshd_config, shorter than the network's idle limit.",
    next: "If it comes after a pause, set ServerAliveInterval 60. Else read the log of the other end at that minute, and give the whole line here.",
    evidence: ["errno ECONNRESET, EPIPE"],
    samples: ["Connection reset by peer", "Broken pipe"],
    see: ["keepalive-off", "interval-too-long"],
  },
];
