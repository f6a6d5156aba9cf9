import type { Remark } from "../eval/connection.ts";
import { type Excerpt, part, wholeText } from "./excerpt.ts";
import { jsonWords } from "./json-words.ts";
import { type Neighbour, nothingRead, type Reading, type ReadRequest, reportOnly } from "./neighbour.ts";
import { scanArguments } from "./ssh-arguments.ts";
import { connectionOf } from "./ssh-connection.ts";

/**
 * Vagrantfiles are Ruby and never run: only a literal `….ssh.keep_alive = false` and `….ssh.extra_args = ["-o", "…"]`, which
 * `vagrant ssh` hands to ssh, on lines of their own are known (config/ssh.rb, 35f3160; read, not run).
 */
export const vagrant: Neighbour = { system: "vagrant", title: "Vagrantfile", read: readVagrantfile };

const setting = /^[^#\n'"]*?\b(\w+\.ssh\.keep_alive\s*=\s*(?:false|nil))\b/gm;

const extraArguments = /^[^#\n'"]*?\b\w+\.ssh\.extra_args\s*=\s*(\[[^\]#]*\]|"[^"#]*")/gm;

/** What `vagrant ssh` gets; Ruby's strings in single quotes are as good as those in double ones here. */
function connectionsIn(text: string, request: ReadRequest): Reading {
  const found = [...text.matchAll(extraArguments)].flatMap(({ 0: whole, 1: value = "", index }) => {
    const start = index + whole.length - value.length;
    const words = jsonWords(listed(part(wholeText(text), start, start + value.length)));
    if (words === null) return [];
    const args = scanArguments("ssh", words, request.version.release);
    return [connectionOf({ ...args, host: null, hostField: null }, request)];
  });
  return {
    ...nothingRead,
    connections: found.map(({ connection }) => connection),
    remarks: found.flatMap(({ remarks }) => remarks),
    change: reportOnly("Vagrantfiles are not rewritten: change the number by hand"),
  };
}

/** One string is a list of one; each byte keeps its place. */
function listed({ text, at }: Excerpt): Excerpt {
  const quoted = text.replaceAll("'", '"');
  return quoted.startsWith("[")
    ? { text: quoted.replace(/,(\s*)\]$/, " $1]"), at }
    : { text: `[${quoted}]`, at: (index) => (index === 0 ? -1 : at(index - 1)) };
}

function readVagrantfile(request: ReadRequest): Reading {
  const { source } = request;
  const commented = /^=begin\b[\s\S]*?^=end\b/gm;
  const text = source.text.replace(commented, (whole) => whole.replace(/[^\n]/g, " "));
  const remarks = [...text.matchAll(setting)].map(({ 0: line, 1: found = "", index }): Remark => {
    const start = index + line.indexOf(found);
    const span = { start, end: start + found.length };
    return {
      kind: "provisioner-keepalive",
      source,
      span,
      targets: [],
      certainty: "certain",
      about: "vagrant-off",
      text: found,
    };
  });
  const ssh = connectionsIn(text, request);
  return { ...ssh, remarks: [...ssh.remarks, ...remarks] };
}
