import { describe, expect, it } from "vitest";
import { fixed, found } from "./helpers.ts";

describe("kernel values in YAML", () => {
  it.each([
    [
      "Ansible's module",
      "- sysctl:\n    name: net.ipv4.tcp_keepalive_time\n    value: 60s\n",
      ["2:11 kernel-refuses-value"],
    ],
    [
      "with its full name",
      '- ansible.posix.sysctl: { name: net.ipv4.tcp_keepalive_probes, value: "300" }\n',
      ["1:33 kernel-refuses-value"],
    ],
    [
      "the value first",
      "- sysctl:\n    value: 0\n    name: net.ipv4.tcp_keepalive_intvl\n",
      ["2:12 broken-tcp-keepalive"],
    ],
    ["as words", "- sysctl: name=net.ipv4.tcp_retries2 value=256 state=present\n", ["1:16 kernel-refuses-value"]],
    [
      "a loop",
      "- x: { loop: [ { name: net.ipv4.tcp_keepalive_interval, value: 60 } ] }\n",
      ["1:24 sysctl-line-ignored"],
    ],
    [
      "a Pod",
      "securityContext:\n  sysctls:\n    - name: net.ipv4.tcp_keepalive_time\n      value: 10m\n",
      ["3:13 kernel-refuses-value"],
    ],
    ["a compose file", "sysctls:\n  - net.ipv4.tcp_keepalive_time=1h\n", ["2:5 kernel-refuses-value"]],
    ["a map of names", "sysctl_config:\n  net.ipv4.tcp_keepalive_time: 010\n", ["2:32 kernel-misreads-value"]],
    ["taken away", "- sysctl:\n    name: net.ipv4.tcp_keepalive_time\n    value: 60s\n    state: absent\n", []],
    ["a template", '- sysctl:\n    name: net.ipv4.tcp_keepalive_time\n    value: "{{ seconds }}"\n', []],
    ["good ones", "- sysctl:\n    name: net.ipv4.tcp_keepalive_time\n    value: '60'\n", []],
    ["the name of a task", "- name: net.ipv4.tcp_keepalive_time\n  command: x\n", []],
    ["another key", "- sysctl: { name: vm.swappiness, value: 60s }\n", []],
  ])("%s", (_name, text, expected) => {
    expect(found("tasks.yml", text)).toEqual(expected);
    expect(fixed("tasks.yml", text, true)).toBe(text);
  });
});

it("an environment may be a list of names and values", () => {
  const text = 'env:\n  - { name: MOSH_SERVER_NETWORK_TMOUT, value: "3600" }\n';
  expect(found("pod.yml", text)).toEqual(["2:48 mosh-network-timeout"]);
});
