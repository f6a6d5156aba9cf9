import { withoutLeading } from "../base/leading.ts";
import type { Side } from "../base/side.ts";
import type { Argument } from "../openssh/arguments.ts";
import { asciiLower, type KeywordRow, type Release } from "../openssh/keywords.ts";
import { parseCount, parseTcpKeepAlive, parseTime } from "../openssh/values.ts";
import type { Slot } from "./program.ts";

const slots: ReadonlyMap<string, Slot> = new Map([
  ["serveraliveinterval", "interval"],
  ["clientaliveinterval", "interval"],
  ["serveralivecountmax", "countMax"],
  ["clientalivecountmax", "countMax"],
  ["tcpkeepalive", "tcpKeepAlive"],
  ["hostname", "hostName"],
  ["user", "user"],
  ["tag", "tag"],
  ["sessiontype", "sessionType"],
  ["ignoreunknown", "ignoreUnknown"],
  ["batchmode", "batchMode"],
  ["proxycommand", "proxyCommand"],
  ["proxyjump", "proxyJump"],
  ["proxyusefdpass", "proxyUseFdpass"],
  ["canonicalizehostname", "canonicalizeHostname"],
  ["canonicaldomains", "canonicalDomains"],
  ["canonicalizemaxdots", "canonicalizeMaxDots"],
  ["canonicalizepermittedcnames", "canonicalizePermittedCnames"],
  ["refuseconnection", "refuseConnection"],
  ["controlmaster", "controlMaster"],
  ["controlpath", "controlPath"],
  ["controlpersist", "controlPersist"],
  ["connecttimeout", "connectTimeout"],
  ["channeltimeout", "channelTimeout"],
  ["unusedconnectiontimeout", "unusedConnectionTimeout"],
  ["exitonforwardfailure", "exitOnForwardFailure"],
  ["port", "port"],
]);

/** What a keyword decides here, whatever alias it is written with; null where it decides nothing about keepalive. */
export function slotOf(row: KeywordRow): Slot | null {
  return slots.get(asciiLower(row.sameAs ?? row.name)) ?? null;
}

/** The value that a statement stores; null where it leaves the slot open. The arguments were accepted before. */
export function statementValue(
  slot: Slot,
  args: readonly Argument[],
  rest: string,
  release: Release,
  side: Side,
): number | string | null {
  const first = args[0]?.value ?? "";
  switch (slot) {
    case "interval":
    case "connectTimeout":
    case "unusedConnectionTimeout": {
      const parsed = parseTime(first, release, side);
      return parsed.ok && parsed.value !== "unset" ? parsed.value : null;
    }
    case "countMax": {
      const parsed = parseCount(first, release, side);
      return parsed.ok && parsed.value !== "unset" ? parsed.value : null;
    }
    case "tcpKeepAlive": {
      const parsed = parseTcpKeepAlive(first, release, side);
      return parsed.ok ? parsed.value : null;
    }
    case "canonicalDomains":
    case "channelTimeout":
      return args.map((argument) => argument.value).join(" ");
    // These two take the line as it stands (readconf.c parse_command, oProxyJump).
    case "proxyCommand":
    case "proxyJump":
      return withoutLeading(rest, " \t\r=");
    case "batchMode":
    case "proxyUseFdpass":
    case "canonicalizeHostname":
    case "sessionType":
    case "controlMaster":
    case "controlPersist":
    case "exitOnForwardFailure":
      return asciiLower(first);
    default:
      return first;
  }
}

/** HostName knows `%h` and `%%`; any other token is fatal where its line wins (misc.c percent_expand, key list "h"). */
export const hasUnknownToken = (hostName: string): boolean => hostName.replace(/%[%h]/g, "").includes("%");
