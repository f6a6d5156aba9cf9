import type { Side } from "../base/side.ts";
import { directoryOf, nameOf } from "../io/byte-paths.ts";
import type { BytePath } from "../io/files.ts";
import { installedName, plainName, sideByPlace } from "./config-names.ts";

/**
 * Which program a file that somebody named is for: by its path where that says it, else by the keywords that only one
 * side knows; null where neither tells. The path wins: ssh goes by the name, too.
 */
export function sideOf(path: BytePath, text: string): Side | null {
  const side = sideByPlace(path) ?? sideByName(path);
  if (side === null) return sideByKeywords(text);
  return isMisnamed(path, text, side) ? other(side) : side;
}

const other = (side: Side): Side => (side === "client" ? "server" : "client");

/** So many keywords of the other side, and none of its own, say that a name outside of ssh's own directories is wrong. */
const TELLING = 3;

function isMisnamed(path: BytePath, text: string, side: Side): boolean {
  const directory = installedName(nameOf(directoryOf(path)));
  if (SSH_DIRECTORIES.has(directory) || FRAGMENTS.has(directory)) return false;
  let others = 0;
  for (const told of sidesIn(text)) {
    if (told === side) return false;
    others++;
  }
  return others >= TELLING;
}

const SSH_DIRECTORIES = new Set(
  ["ssh", "ssh.symlink", "ssh_config.d", "sshd_config.d"].flatMap((name) => [name, `.${name}`]),
);
const FRAGMENTS = new Set(["config.d", "conf.d", "configs"]);

/** Names that a search would not trust, but a person may: `sshd_config.bak`, `my_ssh_config`, `.ssh/work`. */
export function sideByName(path: BytePath): Side | null {
  const name = plainName(path);
  if (name.includes("ssh")) {
    if (/sshd[_-]?config/.test(name)) return "server";
    if (/ssh[._-]?(?:config|cfg)/.test(name)) return "client";
  }
  // Not in ssh/: /etc/ssh and its likes hold both sides' files.
  return name.startsWith("config") && installedName(nameOf(directoryOf(path))) === ".ssh" ? "client" : null;
}

/** By so many keywords one side is ahead that the rest of a giant file need not be read. */
const FAR_AHEAD = 50;

function sideByKeywords(text: string): Side | null {
  let lead = 0;
  for (const side of sidesIn(text)) {
    lead += side === "client" ? 1 : -1;
    if (Math.abs(lead) === FAR_AHEAD) break;
  }
  return lead === 0 ? null : lead > 0 ? "client" : "server";
}

/** For each line that begins with a keyword that only one side knows, that side. */
function* sidesIn(text: string): Generator<Side> {
  const weightOf = weights();
  for (let start = 0; start < text.length; start = lineBehind(text, start)) {
    const side = weightOf(firstWord(text, start));
    if (side !== 0) yield side > 0 ? "client" : "server";
  }
}

function lineBehind(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}

/**
 * The letters and digits that a line begins with, in double quotes perhaps; "" where more than a blank or `=` follows. By hand:
 * in a short run an expression takes longer to make than to read ten lines.
 */
function firstWord(text: string, start: number): string {
  let from = start;
  while (isBlank(text.charCodeAt(from))) from++;
  if (text[from] === '"') from++;
  let to = from;
  while (isWordCharacter(text.charCodeAt(to))) to++;
  const behind = text.charCodeAt(text[to] === '"' ? to + 1 : to);
  return isEnd(behind) ? text.slice(from, to) : "";
}

const TAB = 9;
const FORM_FEED = 12;
const SPACE = 32;
const isBlank = (code: number): boolean => code === SPACE || code === TAB || code === FORM_FEED;

const isWordCharacter = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** A blank, `=`, the end of the line or of the text. */
const isEnd = (code: number): boolean =>
  code === SPACE || code === TAB || code === 61 || code === 10 || code === 13 || Number.isNaN(code);

/** What a keyword tells; prefixes, because a misspelled ServerAliveInternal still tells the side. */
function weight(keyword: string): number {
  if (keyword.startsWith("serveralive") || isIn(CLIENT_ONLY, keyword)) return 1;
  return keyword.startsWith("clientalive") || isIn(SERVER_ONLY, keyword) ? -1 : 0;
}

/** Texts in place of sets: most runs ask about a few keywords, and to make a set of a list takes longer. */
const isIn = (list: string, keyword: string): boolean => list.includes(` ${keyword} `);

/** Many lines share few keywords. */
function weights(): (keyword: string) => number {
  const known = new Map<string, number>();
  return (keyword) => {
    const found = known.get(keyword) ?? weight(keyword.toLowerCase());
    known.set(keyword, found);
    return found;
  };
}

/** In readconf.c keywords[] but not in servconf.c's (Debian's 8.4, 9.2 and 10.0 compared); UseKeychain is Apple's. */
const CLIENT_ONLY =
  " addkeystoagent batchmode bindaddress bindinterface canonicaldomains canonicalizehostname certificatefile " +
  "checkhostip clearallforwardings connectionattempts connecttimeout controlmaster controlpath controlpersist " +
  "dynamicforward enablesshkeysign escapechar exitonforwardfailure forkafterauthentication forwardagent " +
  "forwardx11 forwardx11timeout forwardx11trusted globalknownhostsfile gssapidelegatecredentials " +
  "hashknownhosts host hostkeyalias hostname identitiesonly identityagent identityfile ignoreunknown " +
  "knownhostscommand localcommand localforward nohostauthenticationforlocalhost numberofpasswordprompts " +
  "obscurekeystroketiming permitlocalcommand pkcs11provider preferredauthentications protocolkeepalives " +
  "proxycommand proxyjump proxyusefdpass remotecommand remoteforward requesttty sendenv sessiontype " +
  "setuptimeout stdinnull stricthostkeychecking tag tunnel tunneldevice updatehostkeys usekeychain user " +
  "userknownhostsfile verifyhostkeydns visualhostkey ";

/** The reverse. */
const SERVER_ONLY =
  " acceptenv allowagentforwarding allowgroups allowstreamlocalforwarding allowtcpforwarding allowusers " +
  "authenticationmethods authorizedkeyscommand authorizedkeyscommanduser authorizedkeysfile " +
  "authorizedprincipalscommand authorizedprincipalsfile banner chrootdirectory debianbanner denygroups " +
  "denyusers disableforwarding exposeauthinfo forcecommand gssapicleanupcredentials gssapistrictacceptorcheck " +
  "hostbasedusesnamefrompacketonly hostcertificate hostkey hostkeyagent ignorerhosts ignoreuserknownhosts " +
  "kerberosorlocalpasswd kerberosticketcleanup keyregenerationinterval listenaddress logingracetime " +
  "maxauthtries maxsessions maxstartups modulifile permitemptypasswords permitlisten permitopen " +
  "permitrootlogin permittty permittunnel permituserenvironment permituserrc persourcemaxstartups " +
  "persourcenetblocksize persourcepenalties pidfile printlastlog printmotd rdomain refuseconnection " +
  "revokedkeys serverkeybits strictmodes subsystem trustedusercakeys unusedconnectiontimeout usedns uselogin " +
  "usepam useprivilegeseparation x11displayoffset x11forwarding x11uselocalhost ";
