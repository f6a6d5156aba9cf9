import type { Remark } from "../eval/connection.ts";
import { hclAttributes } from "./hcl.ts";
import { type Neighbour, nothingRead, type Reading, type ReadRequest } from "./neighbour.ts";

/** Packer templates, HCL and JSON: ssh_keep_alive_interval (packer-plugin-sdk 24d43aa, communicator/config.go; read, not run). */
export const packer: Neighbour = { system: "packer", title: "Packer template", read: readTemplate };

function readTemplate({ source }: ReadRequest): Reading {
  const found = source.text.trimStart().startsWith("{") ? inJson(source.text) : inHcl(source.text);
  const remarks = found.flatMap(({ start, end, value }): Remark[] => {
    const about = judged(value);
    if (about === null) return [];
    return [
      {
        kind: "provisioner-keepalive",
        source,
        span: { start, end },
        targets: [],
        certainty: "certain",
        about,
        text: value,
      },
    ];
  });
  return { ...nothingRead, remarks };
}

interface Interval {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

const inHcl = (text: string): Interval[] =>
  hclAttributes(text)
    .filter(({ name, value }) => name === "ssh_keep_alive_interval" && /^"[^"$]*"$/.test(value.text))
    .map(({ start, value }) => ({ start, end: value.at(value.text.length - 1) + 1, value: value.text.slice(1, -1) }));

const inJson = (text: string): Interval[] =>
  [...text.matchAll(/"ssh_keep_alive_interval"\s*:\s*"([^"{}\\]*)"/g)].map(({ 0: whole, 1: value = "", index }) => ({
    start: index,
    end: index + whole.length,
    value,
  }));

/** Go's time.ParseDuration; 0 is replaced by the default, less switches off. */
function judged(value: string): "packer-off" | "packer-zero" | "packer-no-duration" | null {
  if (!/^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|ms|s|m|h))+)$/.test(value)) return "packer-no-duration";
  const isZero = !/[1-9]/.test(value);
  if (isZero) return "packer-zero";
  return value.startsWith("-") ? "packer-off" : null;
}
