import { describe, expect, it } from "vitest";
import { effectiveText } from "../../../src/report/effective-text.ts";
import type { EffectiveResult } from "../../../src/report/report.ts";
import { displayWidth } from "../../../src/report/safe-text.ts";
import { effective, file, firstLine, placeOf, provenance, result, settings, style, timelineOf } from "./helpers.ts";

const config = file("/home/me/.ssh/config", "Host web1\n  User bob\n  ServerAliveInterval 60\n");
const from = provenance(config, "ServerAliveInterval 60", "Host web1");

/** The report of one target without its first paragraph, which is the same for all. */
function shown(one: EffectiveResult, width = 80): string {
  const text = effectiveText(effective(one), { ...style, width });
  return text.slice(text.indexOf("\n\n") + 1);
}

describe("one target", () => {
  it("says first what is assumed", () => {
    expect(effectiveText(effective(), style)).toMatchInlineSnapshot(`
      "judged as OpenSSH 9.2 (Debian 12) on linux: this machine runs Debian 12;
        networks forget idle connections after 240 s (Azure by default)
      "
    `);
  });

  it("probes, at 80 columns", () => {
    expect(shown(result("client", "web1", 60, 3, { from }))).toMatchInlineSnapshot(`
      "
      web1
        ServerAliveInterval   60  ~/.ssh/config:3  Host web1
        ServerAliveCountMax    3  default
        TCPKeepAlive         yes  default

        When the server vanishes and the session is idle:
        0 s        60         120       180        240 s         240 s      984 s
        +----------o----------o---------o----------x . . . . . . | . . . .  k
        last data  probe      probe     probe      ssh gives up  network's  kernel
                                                                 limit      gives up

        noticed   after 240 s (interval x count, as manuals say: 180 s)
        message   "Timeout, server web1 not responding."
        survives  outages up to 90 s, with luck 180 s; never a new IP address (tmux or
                  mosh do)
        network   keeps the idle session: the first probe leaves after 60 s, networks
                  forget after 240 s (Azure by default)
        kernel    linux would give up after 984 to 1105 s (18 min)
        sleep     lid closed for an hour: how long the server waits is not known here
                  (--server-config shows it), the network may forget after 240 s; on
                  waking ssh asks, and if nothing answers it gives up within 240 s
        login     before login, a server that is silent for 180 s is given up
      "
    `);
  });

  it("probes, at 60 columns", () => {
    expect(shown(result("client", "web1", 60, 3, { from }), 60)).toMatchInlineSnapshot(`
      "
      web1
        ServerAliveInterval   60  ~/.ssh/config:3  Host web1
        ServerAliveCountMax    3  default
        TCPKeepAlive         yes  default

        When the server vanishes and the session is idle:
        0 s     60       120     180     240 s         240 s
        +-------o--------o-------o-------x . . . . . . |
        last data                        ssh gives up  network's
                3 probes, one every 60 s               limit

        noticed   after 240 s (interval x count, as manuals say:
                  180 s)
        message   "Timeout, server web1 not responding."
        survives  outages up to 90 s, with luck 180 s; never a new
                  IP address (tmux or mosh do)
        network   keeps the idle session: the first probe leaves
                  after 60 s, networks forget after 240 s (Azure
                  by default)
        kernel    linux would give up after 984 to 1105 s (18 min)
        sleep     lid closed for an hour: how long the server
                  waits is not known here (--server-config shows
                  it), the network may forget after 240 s; on
                  waking ssh asks, and if nothing answers it gives
                  up within 240 s
        login     before login, a server that is silent for 180 s
                  is given up
      "
    `);
  });

  it("probes, at 120 columns", () => {
    expect(shown(result("client", "web1", 60, 3, { from }), 120)).toMatchInlineSnapshot(`
      "
      web1
        ServerAliveInterval   60  ~/.ssh/config:3  Host web1
        ServerAliveCountMax    3  default
        TCPKeepAlive         yes  default

        When the server vanishes and the session is idle:
        0 s                  60                   120                 180                  240 s         240 s      984 s
        +--------------------o--------------------o-------------------o--------------------x . . . . . . | . . . .  k
        last data            probe                probe               probe                ssh gives up  network's  kernel
                                                                                                         limit      gives up

        noticed   after 240 s (interval x count, as manuals say: 180 s)
        message   "Timeout, server web1 not responding."
        survives  outages up to 90 s, with luck 180 s; never a new IP address (tmux or mosh do)
        network   keeps the idle session: the first probe leaves after 60 s, networks forget after 240 s (Azure by default)
        kernel    linux would give up after 984 to 1105 s (18 min)
        sleep     lid closed for an hour: how long the server waits is not known here (--server-config shows it), the network
                  may forget after 240 s; on waking ssh asks, and if nothing answers it gives up within 240 s
        login     before login, a server that is silent for 180 s is given up
      "
    `);
  });

  it("off: only the kernel asks", () => {
    expect(shown(result("client", "web1", 0, 3))).toMatchInlineSnapshot(`
      "
      web1
        ServerAliveInterval    0  default
        ServerAliveCountMax    3  default
        TCPKeepAlive         yes  default

        When the server vanishes and the session is idle (ssh itself sends nothing):
        0 s                                                        7875 s
        +-|---------------------------------------------------kkkkkx
        last data                                                  the kernel gives up
          network forgets at 240 s     9 TCP keepalives from 7200 s on, one every 75 s

        noticed   after 7875 s (2 h 11 min)
        message   "client_loop: send disconnect: Broken pipe"
        survives  outages up to 600 s (10 min), with luck 1045 s (17 min); never a new
                  IP address (tmux or mosh do)
        network   may forget the idle session, which then hangs: nothing is sent,
                  networks forget after 240 s (Azure by default)
        sending   cut while ssh is sending: noticed after 925 to 1045 s (17 min), by
                  the kernel
        frozen    the server hangs: never noticed, since the kernel of a stopped
                  server goes on answering, and ServerAliveInterval 0 sends no SSH
                  probe that would ask the server itself
        sleep     lid closed for an hour: how long the server waits is not known here
                  (--server-config shows it), the network may forget after 240 s; on
                  waking ssh sends nothing until you type, and if nothing answers it
                  gives up within 7875 s (2 h 11 min)
      "
    `);
  });

  it("off, at 60 columns", () => {
    expect(shown(result("client", "web1", 0, 3), 60)).toMatchInlineSnapshot(`
      "
      web1
        ServerAliveInterval    0  default
        ServerAliveCountMax    3  default
        TCPKeepAlive         yes  default

        When the server vanishes and the session is idle (ssh
        itself sends nothing):
        0 s                                    7875 s
        +|----------------------------------kkkkx
        last data                              the kernel gives up
                   9 TCP keepalives from 7200 s on, one every 75 s
         network forgets at 240 s

        noticed   after 7875 s (2 h 11 min)
        message   "client_loop: send disconnect: Broken pipe"
        survives  outages up to 600 s (10 min), with luck 1045 s
                  (17 min); never a new IP address (tmux or mosh
                  do)
        network   may forget the idle session, which then hangs:
                  nothing is sent, networks forget after 240 s
                  (Azure by default)
        sending   cut while ssh is sending: noticed after 925 to
                  1045 s (17 min), by the kernel
        frozen    the server hangs: never noticed, since the
                  kernel of a stopped server goes on answering,
                  and ServerAliveInterval 0 sends no SSH probe
                  that would ask the server itself
        sleep     lid closed for an hour: how long the server
                  waits is not known here (--server-config shows
                  it), the network may forget after 240 s; on
                  waking ssh sends nothing until you type, and if
                  nothing answers it gives up within 7875 s (2 h
                  11 min)
      "
    `);
  });

  it("never", () => {
    expect(shown(result("client", "web1", 0, 3, { tcp: "no" }))).toMatchInlineSnapshot(`
      "
      web1
        ServerAliveInterval   0  default
        ServerAliveCountMax   3  default
        TCPKeepAlive         no  default

        When the server vanishes and the session is idle (ssh itself sends nothing):
        0 s                 240
        +-------------------|--------------------------------------->
        last data           network forgets                         ssh never gives up

        noticed   never: ServerAliveInterval 0 sends no probe to the server, and with
                  TCPKeepAlive no the kernel does not ask either
        survives  outages up to 805 s (13 min), with luck 1045 s (17 min); never a new
                  IP address (tmux or mosh do)
        network   may forget the idle session, which then hangs: nothing is sent,
                  networks forget after 240 s (Azure by default)
        sending   cut while ssh is sending: noticed after 925 to 1045 s (17 min), by
                  the kernel
        sleep     lid closed for an hour: how long the server waits is not known here
                  (--server-config shows it), the network may forget after 240 s; on
                  waking ssh sends nothing until you type, and if nothing answers it
                  never gives up by itself
      "
    `);
  });

  it("the network forgets before the first probe, and the kernel gives up before ssh does", () => {
    expect(shown(result("client", "web1", 600, 3))).toMatchInlineSnapshot(`
      "
      web1
        ServerAliveInterval  600  default
        ServerAliveCountMax    3  default
        TCPKeepAlive         yes  default

        When the server vanishes and the session is idle:
        0 s      240          600                  1200            1524 to 1645 s
        +--------|------------o--------------------o-----------~~~~x
        last data             probe                probe           the kernel gives up
                 network forgets

        noticed   after 1524 to 1645 s (27 min) (interval x count, as manuals say:
                  1800 s)
        message   "client_loop: send disconnect: Broken pipe"
        survives  outages up to 805 s (13 min), with luck 1045 s (17 min); never a new
                  IP address (tmux or mosh do)
        network   may forget the idle session, which then hangs: the first probe
                  leaves after 600 s, networks forget after 240 s (Azure by default)
        sending   cut while ssh is sending: noticed after 925 to 1045 s (17 min), by
                  the kernel
        frozen    the server hangs: noticed after 2400 s (40 min), by ssh
        sleep     lid closed for an hour: how long the server waits is not known here
                  (--server-config shows it), the network may forget after 240 s; on
                  waking ssh asks, and if nothing answers it gives up within 1645 s
                  (27 min)
        login     before login, a server that is silent for 1800 s (30 min) is given
                  up
      "
    `);
  });

  it("more probes than columns", () => {
    expect(shown(result("client", "web1", 30, 60))).toMatchInlineSnapshot(`
      "
      web1
        ServerAliveInterval   30  default
        ServerAliveCountMax   60  default
        TCPKeepAlive         yes  default

        When the server vanishes and the session is idle:
        0 s          240                                           954 to 1075 s
        +-oooooooooooooooooooooooooooooooooooooooooooooooooo~~~~~~~x
        last data    network's limit                               the kernel gives up
          31 probes, one every 30 s

        noticed   after 954 to 1075 s (18 min) (interval x count, as manuals say:
                  1800 s)
        message   "client_loop: send disconnect: Broken pipe"
        survives  outages up to 805 s (13 min), with luck 1045 s (17 min); never a new
                  IP address (tmux or mosh do)
        network   keeps the idle session: the first probe leaves after 30 s, networks
                  forget after 240 s (Azure by default)
        sending   cut while ssh is sending: noticed after 925 to 1045 s (17 min), by
                  the kernel
        frozen    the server hangs: noticed after 1830 s (31 min), by ssh
        sleep     lid closed for an hour: how long the server waits is not known here
                  (--server-config shows it), the network may forget after 240 s; on
                  waking ssh asks, and if nothing answers it gives up within 1075 s
                  (18 min)
        login     before login, a server that is silent for 1800 s (30 min) is given
                  up
      "
    `);
  });

  it("a count of 0 on the client", () => {
    expect(shown(result("client", "web1", 60, 0))).toMatchInlineSnapshot(`
      "
      web1
        ServerAliveInterval   60  default
        ServerAliveCountMax    0  default
        TCPKeepAlive         yes  default

        When the server vanishes and the session is idle (ssh itself sends nothing):
        0 s                                          60 s          240 s    7875 s
        +--------------------------------------------x . . . . . . | . . .  k
        last data                                    ssh gives up  network  kernel
                                                                   forgets  gives up

        noticed   after 60 s; a healthy server that is silent for so long is dropped,
                  too
        message   "Timeout, server web1 not responding."
        survives  no outage at all
        kernel    linux would give up after 7875 s (2 h 11 min)
        sleep     lid closed for an hour: how long the server waits is not known here
                  (--server-config shows it), the network may forget after 240 s; on
                  waking ssh ends the session, even a healthy one
      "
    `);
  });

  it("sshd, where releases differ", () => {
    expect(shown(result("server", "*", 60, 3))).toMatchInlineSnapshot(`
      "
      *
        ClientAliveInterval   60  default
        ClientAliveCountMax    3  default
        TCPKeepAlive         yes  default

        When the client vanishes and the session is idle:
        0 s          120           240          360          480 s          1045 s
        +------------o-------------o------------o------------x . . . . . .  k
        last data    probe         network's limit           sshd gives up  kernel
                                   probe        probe                       gives up

        noticed   after 480 s; 240 s on sshd 8.2-9.1 and 9.5-10.6 (interval x count,
                  as manuals say: 180 s)
        message   "Timeout, client not responding from user NAME ADDRESS port PORT"
        survives  outages up to 240 s, with luck 360 s; never a new IP address (tmux
                  or mosh do)
        network   keeps the idle session: the first probe leaves after 120 s, networks
                  forget after 240 s (Azure by default)
        sending   cut while sshd is sending: noticed after 925 to 1045 s (17 min), by
                  the kernel
        kernel    linux would give up after 1045 to 1165 s (19 min)
        sleep     a laptop asleep for an hour: sshd ends its session after 480 s of it
      "
    `);
  });

  it("sshd with a count of 0, at 120 columns", () => {
    expect(shown(result("server", "Match user bob", 60, 0), 120)).toMatchInlineSnapshot(`
      "
      Match user bob
        ClientAliveInterval   60  default
        ClientAliveCountMax    0  default
        TCPKeepAlive         yes  default

        When the client vanishes and the session is idle:
        0 s       120       240        360       480       600       720       840        960              1045 to 1165 s
        +---------o---------o----------o---------o---------o---------o---------o----------o------~~~~~~~~~~x
        last data           network's limit                                                                the kernel gives up
                  8 probes, one every 120 s

        noticed   after 1045 to 1165 s (19 min); 985 to 1105 s (18 min) on sshd 8.2-9.1 and 9.5-10.6
        message   "Read error from remote host ADDRESS port PORT: Connection timed out" (only with LogLevel VERBOSE)
        survives  outages up to 805 s (13 min), with luck 1045 s (17 min); never a new IP address (tmux or mosh do)
        network   keeps the idle session: the first probe leaves after 120 s, networks forget after 240 s (Azure by default)
        sending   cut while sshd is sending: noticed after 925 to 1045 s (17 min), by the kernel
        frozen    the client hangs: never noticed, since the kernel of a stopped client goes on answering, and from OpenSSH
                  8.2 on ClientAliveCountMax 0 means that sshd never gives up
        sleep     a laptop asleep for an hour: sshd ends its session after 1045 to 1165 s (19 min) of it
      "
    `);
  });

  it("behind a jump host, off", () => {
    expect(shown(result("client", "inner", 0, 3, { proxied: true }))).toMatchInlineSnapshot(`
      "
      inner
        ServerAliveInterval    0  default
        ServerAliveCountMax    3  default
        TCPKeepAlive         yes  default

        When the server vanishes and the session is idle (ssh itself sends nothing):
        0 s                 240
        +-------------------|--------------------------------------->
        last data           network forgets                         ssh never gives up

        noticed   never: ServerAliveInterval 0 sends no probe to the server, and
                  TCPKeepAlive does nothing behind ProxyJump or ProxyCommand
        survives  outages of any length: this ssh never gives up by itself: it has no
                  probe, and the TCP connection belongs to the proxy
        network   may forget the idle session, which then hangs: nothing is sent,
                  networks forget after 240 s (Azure by default)
        sleep     lid closed for an hour: how long the server waits is not known here
                  (--server-config shows it), the network may forget after 240 s; on
                  waking ssh sends nothing until you type, and if nothing answers it
                  never gives up by itself
      "
    `);
  });

  it("what is not known", () => {
    const when = {
      source: config.source,
      offset: 12,
      directive: firstLine(config.source),
      because: "it depends on a command, which is never run here",
      holds: true,
    };
    const possible: EffectiveResult["possible"] = [
      {
        when: [{ ...when, criterion: 'exec "at-work"' }],
        settings: settings(30, 3),
        timeline: timelineOf("client", 30, 3),
      },
      { when: [{ ...when, criterion: "Include ~/.ssh/work", because: "" }], settings: null, timeline: null },
    ];
    const text = shown(result("client", "web1", 60, 3, { possible }));
    expect(text.slice(text.indexOf("  if "))).toMatchInlineSnapshot(`
      "  if exec "at-work" (~/.ssh/config:2) holds: ServerAliveInterval 30,
          ServerAliveCountMax 3, TCPKeepAlive yes; a dead server is noticed after
          120 s (it depends on a command, which is never run here)
        if Include ~/.ssh/work (~/.ssh/config:2) sets them: any value is possible
      "
    `);
  });

  it("refused", () => {
    const errors = [{ place: placeOf(config, "User"), message: 'bad \x1b[31m"value"' }];
    expect(shown(result("client", "web1", 60, 3, { settings: null, timeline: null, errors }))).toMatchInlineSnapshot(`
      "
      web1
        ssh refuses to run with these files:
          ~/.ssh/config:2:3 bad \\x1b[31m"value"
      "
    `);
  });

  it.each([60, 80, 120, 20])("fits in %i columns (60 at least)", (width) => {
    const cases = [0, 1, 5, 15, 60, 300, 3600].flatMap((interval) =>
      [0, 1, 3, 20, 1000].flatMap((count) => [
        result("client", "host", interval, count),
        result("server", "*", interval, count),
      ]),
    );
    for (const one of cases)
      for (const line of shown(one, width).split("\n"))
        expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(60, width));
  });
});

describe("many targets", () => {
  it("are a table, in the order given", () => {
    const odd = [
      result("client", "off", 0, 3),
      result("client", "refused", 0, 3, {
        settings: null,
        timeline: null,
        errors: [{ place: placeOf(config, "User"), message: "missing argument" }],
      }),
      result("client", "perhaps", 600, 3, { possible: [{ when: [], settings: null, timeline: null }] }),
    ];
    const more = Array.from({ length: 9 }, (_, index) => result("client", `web${9 - index}`, 60, 3, { from }));
    expect(effectiveText(effective(...more, ...odd), style)).toMatchInlineSnapshot(`
      "judged as OpenSSH 9.2 (Debian 12) on linux: this machine runs Debian 12;
        networks forget idle connections after 240 s (Azure by default)

      target   interval  count  tcp   dead peer after            interval from
      web9           60      3  yes   240 s                      ~/.ssh/config:3  Host web1
      web8           60      3  yes   240 s                      ~/.ssh/config:3  Host web1
      web7           60      3  yes   240 s                      ~/.ssh/config:3  Host web1
      web6           60      3  yes   240 s                      ~/.ssh/config:3  Host web1
      web5           60      3  yes   240 s                      ~/.ssh/config:3  Host web1
      web4           60      3  yes   240 s                      ~/.ssh/config:3  Host web1
      web3           60      3  yes   240 s                      ~/.ssh/config:3  Host web1
      web2           60      3  yes   240 s                      ~/.ssh/config:3  Host web1
      web1           60      3  yes   240 s                      ~/.ssh/config:3  Host web1
      off             0      3  yes   7875 s (2 h 11 min)        default
      refused         -      -  -     refused
      perhaps       600      3  yes   1524 to 1645 s (27 min) ?  default

      ? depends on what is not known here (1 target): name one target to see on what
      ssh refuses to run with these files: missing argument
      "
    `);
  });
});
