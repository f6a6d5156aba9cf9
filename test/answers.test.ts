import { describe, expect, it } from "vitest";
import { answers } from "../src/answers/answers.ts";
import { fixedParts, logLines, recognise } from "../src/answers/log-line-shapes.ts";
import { find } from "../src/cli/explain-search.ts";
import { ruleIds } from "../src/rules/rule-ids.ts";

const ids = [...ruleIds, ...answers.map(({ id }) => id), ...logLines.map(({ id }) => id)];

describe("log lines", () => {
  const samples = logLines.flatMap(({ id, samples: lines }) => lines.map((line) => [line, id] as const));

  it.each(samples)("%s", (line, id) => {
    expect(recognise(line)?.line.id).toBe(id);
  });

  it.each(samples)("%s, with what a journal and a terminal put around it", (line, id) => {
    for (const text of [
      `Nov 21 03:14:07 web1.example.com sshd[4242]: ${line}`,
      `2026-11-21T03:14:07.123456+01:00 host-7 ssh[1]: ${line}\r`,
      `\x1b[31mremote: "${line}"\x1b[0m`,
      line.toUpperCase(),
    ])
      expect(recognise(text)?.line.id, text).toBe(id);
  });

  it("of other programs and other matters are not recognised", () => {
    for (const line of [
      "Accepted publickey for bob from 192.0.2.7 port 51234 ssh2: ED25519 SHA256:abc",
      "pam_unix(sshd:session): session opened for user bob",
      "Connection established.",
      "debug1: client_input_global_request: rtype keepalive@openssh.com want_reply 1",
      "timeout",
      "",
    ])
      expect(recognise(line), line).toBeNull();
  });

  it("are recognised in time, however long they are", () => {
    const started = performance.now();
    for (const part of ["Timeout, server ", "line 1 ", "a".repeat(1000), "Connection to x port 1 "])
      recognise(part.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it("have words of the program in every shape but the kernel's own", () => {
    for (const { shapes } of logLines)
      for (const shape of shapes) expect(fixedParts(shape).length > 0 || shape === "NETERROR", shape).toBe(true);
  });
});

describe("answers", () => {
  it("have ids of their own, and point to what there is", () => {
    expect(new Set(ids).size).toBe(ids.length);
    for (const { see } of [...answers, ...logLines]) expect(ids).toEqual(expect.arrayContaining([...see]));
  });

  it("are sentences with evidence, and name no article", () => {
    for (const { answer, remedy, evidence, title } of answers) {
      for (const words of [answer, remedy]) expect(words).toMatch(/^\S.*[.…)]$/s);
      expect(evidence.length).toBeGreaterThan(0);
      expect(`${title} ${answer} ${evidence.join(" ")}`).not.toMatch(/article|blog|https?:/i);
    }
  });
});

describe("a search", () => {
  /** As people ask, and what must be among the first three. */
  const questions: readonly (readonly [question: string, id: string])[] = [
    // The ten confusions.
    ["difference between TCPKeepAlive and ServerAliveInterval", "tcp-or-ssh-keepalive"],
    ["log out idle users with ClientAliveInterval", "idle-logout"],
    ["is it interval times count or count plus one", "n-or-n-plus-one"],
    ["set ServerAliveInterval on client or server?", "which-side-sets-what"],
    ["Host * on top overrides my host", "first-match-wins"],
    ["sshd_config.d drop-in has no effect", "drop-ins-and-trailing-match"],
    ["autossh -M 0 does not restart", "autossh-without-monitor"],
    ["git push dies after pre-push hook", "git-push-dies-after-hook"],
    ["ansible ssh_args ControlPersist", "ansible-ssh-args"],
    ["interval for NAT of a mobile carrier", "network-idle-limit"],
    // Wrong claims.
    ["idle session ends after 675 seconds", "kernel-keepalive-after-eleven-minutes"],
    ["tcp_keepalive_time interval between probes", "tcp-keepalive-time-is-an-interval"],
    ["tcp_keepalive_probes in seconds", "tcp-keepalive-time-is-an-interval"],
    ["Linux closes idle TCP connections", "tcp-closes-idle-connections"],
    ["TCPKeepAlive managed on the server side", "tcpkeepalive-is-the-servers"],
    ["uncomment #TCPKeepAlive yes", "tcpkeepalive-is-the-servers"],
    ["TCP keepalive on by default on most systems", "tcp-keepalive-is-on-everywhere"],
    ["firewall drops keepalive packets", "firewalls-drop-keepalive"],
    ["firewall blocks keepalive packets", "firewalls-drop-keepalive"],
    ["probes sent regardless of activity", "probes-regardless-of-activity"],
    ["null packets", "null-packets"],
    ["client uses ClientAliveInterval", "client-uses-clientalive"],
    ["ServerAliveInterval in sshd_config", "client-uses-clientalive"],
    ["ServerAliveInterval together with ClientAliveCountMax", "serveralive-with-clientalive-count"],
    ["600 2 one hour", "six-hundred-two-is-an-hour"],
    ["300 5 1500 seconds", "six-hundred-two-is-an-hour"],
    ["disconnect inactive clients", "timeout-of-inactivity"],
    ["increase default timeout", "timeout-of-inactivity"],
    ["client settings override server timeout", "client-overrides-server-timeout"],
    ["both sides set shorter takes precedence", "client-overrides-server-timeout"],
    ["verify keepalive with netcat", "netcat-tests-keepalive"],
    ["works regardless of TCP connection status", "works-without-tcp"],
    ["ControlMaster survive dropped connection", "multiplexing-survives-drops"],
    ["grep timeout auth.log", "grep-timeout"],
    ["autossh reconnects automatically", "autossh-reconnects-by-itself"],
    ["CI writes ~/.ssh/config with echo >", "write-config-with-redirect"],
    ["append at the end of sshd_config", "append-at-the-end"],
    ["protocol version 2", "protocol-two-only"],
    ["drop is a security feature", "tcp-closes-idle-connections"],
    ["15/3 45 seconds", "fifteen-three-is-45"],
    ["ClientAliveInterval 30 minutes", "thirty-means-minutes"],
    ["ClientAliveCountMax 3 sshfs", "default-count-breaks"],
    // Rules and log lines are found, too.
    ["count of 0", "count-zero"],
    ["misspelled keyword", "misspelled-keyword"],
    ["ssh gave up during the login", "log-connection-port-timed-out"],
  ];

  it.each(questions)("for: %s", (question, id) => {
    expect(
      find(question)
        .slice(0, 3)
        .map(({ entry }) => entry.id),
    ).toContain(id);
  });

  it("asks for every answer at least once", () => {
    const asked = questions.map(([, id]) => id);
    const unasked = answers.map(({ id }) => id).filter((id) => !asked.includes(id));
    expect(unasked).toEqual(["slow-login-is-cut", "keepalive-before-login", "sleep-and-new-address"]);
  });

  it("finds nothing by words that nothing has, nor by none", () => {
    for (const question of ["", "the of and", "xyzzy", "quantum flux capacitor"]) expect(find(question)).toEqual([]);
  });
});
