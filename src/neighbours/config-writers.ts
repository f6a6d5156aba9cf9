import type { Side } from "../base/side.ts";
import type { Remark } from "../eval/connection.ts";
import { UNKNOWN } from "./excerpt.ts";
import { nothingRead, type Reading, type ReadRequest } from "./neighbour.ts";
import type { Output } from "./shell-syntax.ts";
import type { WrittenText } from "./written-texts.ts";
import { withPlaceholders } from "./yaml-scalars.ts";

/** Configurations that a script writes with echo, printf, cat and tee: their literal text, as an ssh_config or sshd_config. */
export function writtenConfigs(texts: readonly WrittenText[], request: ReadRequest): Reading {
  const configs = texts.flatMap((one) => {
    const side = sideOfTarget(one.path) ?? sideOfText(one);
    return side === null ? [] : [{ ...one, side }];
  });
  const remarks = configs.flatMap(({ path, overwrites }) =>
    overwrites === null || !isMainFile(path) || isGuarded(overwrites, request)
      ? []
      : [overwritten(overwrites, shownPath(path), request)],
  );
  return {
    ...nothingRead,
    embedded: configs.map(({ side, text }) => ({ side, text: withPlaceholders(text) })),
    remarks,
  };
}

/** `cd ~/.ssh; echo "Host *" > config`, or a path that only the script knows: what is written is a client's configuration. */
function sideOfText({ path, text }: WrittenText): Side | null {
  if (!/^config$|^\u{e000}$|\u{e000}\/config$/u.test(path) || !/^[ \t]*(?:Host|Match)[ \t]+\S/m.test(text.text))
    return null;
  const isOurs = /^[ \t]*(?:HostName|IdentityFile|ProxyJump|StrictHostKeyChecking|ServerAlive\w+)[ \t=]/im.test(
    text.text,
  );
  return isOurs ? "client" : null;
}

/** `if [ ! -f ~/.ssh/config ]` before it: there is nothing to lose. */
function isGuarded({ written, start }: Output, { source }: ReadRequest): boolean {
  const path = written.replaceAll(/["']/g, "");
  const before = source.text.slice(Math.max(0, start - 2000), start).replaceAll(/["']/g, "");
  return path.startsWith("/") || path.startsWith("~") || path.startsWith("$")
    ? ["f", "e", "s", "r"].some(
        (letter) => before.includes(`! -${letter} ${path} `) || before.includes(`[ -${letter} ${path} ] ||`),
      )
    : false;
}

function overwritten({ start, end }: Output, path: string, { source }: ReadRequest): Remark {
  return { kind: "config-overwritten", source, span: { start, end }, targets: [], certainty: "possible", path };
}

/** Which program would read a file of that name. */
function sideOfTarget(path: string): Side | null {
  if (/(?:^|[/\u{e000}])sshd_config(?:\.d\/[^/]*)?$/u.test(path)) return "server";
  if (/(?:^|[/\u{e000}])ssh_config(?:\.d\/[^/]*)?$/u.test(path)) return "client";
  return /(?:^|\/)\.ssh\/(?:config|(?:config|conf)\.d\/[^/]*)$/.test(path) ? "client" : null;
}

const isMainFile = (path: string): boolean => /(?:\.ssh\/config|sshd?_config)$/.test(path);
const shownPath = (path: string): string => path.replaceAll(UNKNOWN, "…");
