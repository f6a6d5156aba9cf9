import type { Remark } from "../eval/connection.ts";
import { type Neighbour, nothingRead, type Reading, type ReadRequest } from "./neighbour.ts";

/** Vagrantfiles are Ruby and never run: only a literal `….ssh.keep_alive = false` on a line of its own is known. */
export const vagrant: Neighbour = { system: "vagrant", title: "Vagrantfile", read: readVagrantfile };

const setting = /^[^#\n'"]*?\b(\w+\.ssh\.keep_alive\s*=\s*(?:false|nil))\b/gm;

function readVagrantfile({ source }: ReadRequest): Reading {
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
  return { ...nothingRead, remarks };
}
