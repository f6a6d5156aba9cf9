import type { LogLine } from "./answer.ts";

/** What sshd writes into the server's log. */
export const serverLines: readonly LogLine[] = [
  {
    id: "log-timeout-client-not-responding",
    title: "sshd gave up a client that did not answer",
    shapes: ["Timeout, client not responding"],
    writer: "sshd",
    meaning:
      "sshd sent ClientAliveCountMax probes, none was answered, and it closed the session. The client was suspended, had a new address, or the way to it was cut; it was not idle: an idle client answers by itself.",
    setting:
      "ClientAliveInterval and ClientAliveCountMax in sshd_config: after interval x (count + 1) seconds of silence, twice that on sshd 9.2 to 9.4.",
    next: "Where it came too early (short outages, laptops that sleep), raise the product. Where it came too late, lower it. `keepalive-lint effective --side server` shows the seconds. With a count of 0 sshd before 8.2 writes this of healthy clients.",
    evidence: ["serverloop.c client_alive_check", "measured on 7.6 to 10.5; 7.6 writes no address"],
    samples: [
      "Timeout, client not responding from user bob 192.0.2.7 port 51234",
      "Nov 21 03:14:07 web1 sshd-session[4242]: Timeout, client not responding from user bob 2001:db8::7 port 51234",
      "Timeout, client not responding.",
    ],
    see: ["dead-peer-too-fast", "count-zero", "idle-logout", "n-or-n-plus-one"],
  },
  {
    id: "log-read-error-from-remote-host",
    title: "The server's kernel gave up the connection",
    shapes: ["Read error from remote host VALUE NETERROR", "Read error from remote host HOST: NETERROR"],
    writer: "sshd",
    meaning:
      "Nothing that the server's kernel sent was acknowledged any more, so TCP itself timed out (Linux: after about 925 to 1045 s of retransmission, or after TCPKeepAlive's own probes). Either ClientAliveInterval is 0, or it would have taken longer than the kernel, or the session was writing output all the time: from 9.2 on sshd sends no probe then.",
    setting:
      "ClientAliveInterval and ClientAliveCountMax in sshd_config; behind them the kernel (net.ipv4.tcp_retries2, tcp_keepalive_time).",
    next: "To notice sooner set ClientAliveInterval 60 on the server. For sessions that always write, net.ipv4.tcp_retries2 = 8 notices after about 110 s, for all connections of the machine.",
    evidence: ["packet.c sshpkt_vfatal; measured: LogLevel VERBOSE before 9.8, INFO since"],
    samples: [
      "sshd[99]: Read error from remote host 192.0.2.7 port 51234: Connection timed out",
      "Read error from remote host ... : Connection timed out",
      "Read error from remote host 2001:db8::7 port 51234: No route to host",
    ],
    see: ["dead-peer-too-slow", "server-probes-starved", "keepalive-off"],
  },
  {
    id: "log-read-error-reset",
    title: "The client's machine, or something on the way, reset the connection",
    shapes: [
      "Read error from remote host VALUE Connection reset by peer",
      "Read error from remote host HOST: Connection reset by peer",
    ],
    writer: "sshd",
    meaning:
      "A packet with RST came: the client was killed or its machine restarted, or a firewall that had forgotten the connection refuses it.",
    setting:
      "ServerAliveInterval at the client or ClientAliveInterval at the server, shorter than the firewall's idle limit.",
    next: "If it comes after idle time, the network forgets: an interval of 60 s keeps every network known. If it comes at once or at random, look at the client.",
    evidence: ["packet.c sshpkt_vfatal"],
    samples: ["sshd[7]: Read error from remote host 192.0.2.7 port 51234: Connection reset by peer"],
    see: ["interval-too-long", "keepalive-off"],
  },
  {
    id: "log-timeout-before-authentication",
    title: "The login took too long",
    shapes: ["Timeout before authentication for ADDR"],
    writer: "sshd",
    meaning:
      "Nobody had logged in within LoginGraceTime. Keepalive has no part in it: sshd sends no probe before login.",
    setting: "LoginGraceTime in sshd_config (120 s by default).",
    next: "Mostly scanners. If real people see it, a slow key command, directory or second factor needs a longer LoginGraceTime.",
    evidence: [
      "sshd.c, sshd-session.c grace_alarm_handler; measured: ClientAlive* is ignored before login (8.2 to 10.5)",
    ],
    samples: [
      "sshd[5]: fatal: Timeout before authentication for 192.0.2.7 port 40022",
      "Timeout before authentication for connection from 192.0.2.7 to 192.0.2.1, pid = 77",
    ],
    see: ["slow-login-is-cut"],
  },
  {
    id: "log-terminating-inactive-connection",
    title: "sshd ended a connection without sessions",
    shapes: ["terminating inactive connection from"],
    writer: "sshd",
    meaning:
      "All channels were closed (or closed by ChannelTimeout), and UnusedConnectionTimeout has passed. Keepalive probes do not count as activity.",
    setting: "UnusedConnectionTimeout and ChannelTimeout in sshd_config (9.2 and later).",
    next: "That is how idle users are logged out on purpose. If it was not on purpose, look for both keywords.",
    evidence: [
      "serverloop.c wait_until_can_do_something; channels.c; measured: probes do not count for ChannelTimeout",
    ],
    samples: ["sshd-session[12]: terminating inactive connection from user bob 192.0.2.7 port 51234"],
    see: ["idle-logout"],
  },
  {
    id: "log-closed-preauth",
    title: "The client went away before login",
    shapes: [
      "Connection closed by ADDR port PORT [preauth]",
      "Connection reset by ADDR port PORT [preauth]",
      "Connection closed by authenticating user VALUE",
      "Connection reset by authenticating user VALUE",
      "Connection closed by invalid user VALUE",
      "Connection reset by invalid user VALUE",
      "Disconnected from authenticating user VALUE",
      "Did not receive identification string from",
      "Timed out waiting for SSH identification string",
      "No SSH identification string received",
    ],
    writer: "sshd",
    meaning:
      "Nobody was logged in yet: a scanner, a health check, a client that gave up or had no key. No keepalive setting of the server counts before login.",
    setting:
      "None of the server's. A client waits for one answer before login at most ServerAliveInterval x ServerAliveCountMax seconds.",
    next: "Nothing, unless people complain that their login is cut: then see slow-login-is-cut.",
    evidence: ["packet.c sshpkt_vfatal, ssh_packet_disconnect; kex.c kex_exchange_identification"],
    samples: [
      "sshd[3]: Connection closed by 192.0.2.7 port 40022 [preauth]",
      "sshd[3]: Connection reset by 192.0.2.7 port 40022 [preauth]",
      "Connection closed by authenticating user bob 192.0.2.7 port 40022 [preauth]",
    ],
    see: ["slow-login-is-cut"],
  },
];
