import { expect, it } from "vitest";
import { isTemplate } from "../../../src/discovery/template.ts";

it.each([
  ["Go, chezmoi", '{{ if eq .chezmoi.os "darwin" -}}\nUseKeychain yes\n{{ end }}'],
  ["Go over several lines", "{{- /*\n a comment\n*/ -}}\nHost *\n"],
  ["Jinja value", "ClientAliveInterval {{ ssh_client_alive_interval }}\n"],
  ["Jinja header", "# {{ ansible_managed }}\nPort 22\n"],
  ["Jinja statement", "{%- for port in ports %}\nPort {{port}}\n{% endfor %}\n"],
  ["Jinja comment", "{# ours #}\nPort 22\n"],
  ["ERB", "Port <%= @port %>\n"],
  ["EPP", "<%- | Integer $interval | -%>\nClientAliveInterval <%= $interval %>\n"],
  ["Mustache", "Port {{{port}}}\n"],
  ["in a command", "ProxyCommand {{ proxy }} %h\n"],
  ["after another program's", "ProxyCommand x $(docker inspect -f '{{.Id}}' a)\nPort {{ port }}\n"],
])("markup: %s", (_, text) => {
  expect(isTemplate(text)).toBe(true);
});

it.each([
  ["plain", "Host *\n  ServerAliveInterval 60\n"],
  ["OpenSSH's own literal", "HostKey __PROGRAMDATA__/ssh/ssh_host_ed25519_key\n"],
  ["OpenSSH's own expansion", `IdentityAgent \${XDG_RUNTIME_DIR}/agent\n`],
  ["OpenSSH's tokens", "ControlPath ~/.ssh/{%r@%h:%p}\n"],
  ["other placeholders", "Port @PORTSSH@\nPort $port$\n"],
  ["no end", "# {{ and {% and <% and {#\n"],
  ["end before start", "# }} {{ %} {% %> <%\n"],
  ["a format for docker", "ProxyCommand nc $(docker inspect --format '{{.NetworkSettings.IPAddress}}' %h) %p\n"],
  ["a short format", 'Match exec "docker ps -f \\"{{.Names}}\\" | grep -q %h"\n'],
])("none: %s", (_, text) => {
  expect(isTemplate(text)).toBe(false);
});

it("takes linear time", () => {
  const started = performance.now();
  expect(isTemplate(`${"x --format {{ ".repeat(100_000)} }}`)).toBe(false);
  expect(performance.now() - started).toBeLessThan(2_000);
});
