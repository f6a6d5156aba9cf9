import { readFileSync } from "node:fs";
import { fail, ok, type Result } from "../base/result.ts";
import type { ClientRequest } from "../eval/client-criteria.ts";
import { noConnection, type ServerRequest } from "../eval/server.ts";
import { parseAddress } from "../openssh/addresses.ts";
import { effectiveTextPieces } from "../report/effective-text.ts";
import { effectiveJsonChunks } from "../report/json.ts";
import type { EffectiveReport } from "../report/report.ts";
import { type EffectiveRequest, effective } from "../run/effective.ts";
import { toBytes } from "./bytes.ts";
import { isTerminal } from "./colour.ts";
import type { EffectiveOptions } from "./command.ts";
import { type Context, pathStyle, tell, textStyle } from "./context.ts";
import { type EffectiveFormat, effectiveOutputs, type Output } from "./formats.ts";
import { userName } from "./node-host.ts";
import { writeReport } from "./output.ts";
import { configOf, settingsReader } from "./project-config.ts";

/** Runs `effective`; 0: all accepted, 1: some file would be refused, 2: usage or unreadable files. */
export async function effectiveCommand(
  hosts: readonly string[],
  options: EffectiveOptions,
  context: Context,
): Promise<number> {
  const request = requestOf(hosts, options, context);
  if (!request.ok) {
    tell(context, [{ path: null, message: toBytes(request.error) }], []);
    return 2;
  }
  const outputs = effectiveOutputs(options);
  if (!outputs.ok) {
    tell(context, [{ path: null, message: toBytes(outputs.error) }], []);
    return 2;
  }
  const outcome = effective(request.value, context.host);
  if (!outcome.ok) {
    tell(context, [outcome.error], []);
    return 2;
  }
  const { report, accepted, failures, notices } = outcome.value;
  for (const output of outputs.value) await emit(report, output, options, context);
  tell(context, failures, notices);
  if (failures.length > 0) return 2;
  return accepted() ? 0 : 1;
}

async function emit(
  report: EffectiveReport,
  { format, file }: Output<EffectiveFormat>,
  options: EffectiveOptions,
  context: Context,
): Promise<void> {
  const paths = pathStyle(context);
  switch (format) {
    case "json":
      return writeReport(effectiveJsonChunks(report, paths), file, 1);
    case "ndjson":
      return writeReport(context.bundles.json().effectiveNdjson(report, paths), file, 1);
    case "html":
      return writeReport(
        context.bundles.html().effectiveHtml(report, { paths, toolVersion: context.version() }),
        file,
        1,
      );
    case "text": {
      const style = await textStyle(context, options.color, file !== null);
      const unicode = options.ascii !== true && file === null && drawsUnicode(context.env);
      return writeReport(effectiveTextPieces(report, { ...style, unicode }), file, 1);
    }
  }
}

/**
 * Box drawing where a terminal says that it shows UTF-8, by the variables that setlocale(3) looks at; what goes to a file or
 * into a pipe stays plain ASCII, since nobody knows who reads it.
 */
function drawsUnicode({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  return isTerminal(1) && /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || "");
}

function requestOf(
  hosts: readonly string[],
  options: EffectiveOptions,
  context: Context,
): Result<EffectiveRequest, string> {
  const { side } = options;
  if (side === "server" && hosts.length > 0) return fail("--side server takes no host: describe connections with -C");
  if (side === "client" && hosts.length === 0 && options.all !== true) return fail("name a host, or say --all");
  const config = configOf(options, context.bundles);
  if (!config.ok) return fail(config.error.message);
  const settings = settingsReader(options, config.value, context.host, context.bundles)(`${context.host.cwd}/.`);
  if (!settings.ok) return fail(`${settings.error.path ?? ""}:${settings.error.line ?? 1}: ${settings.error.message}`);
  const connections = side === "server" ? connectionsOf(options) : ok([]);
  if (!connections.ok) return connections;
  const server = serverOf(options);
  if (!server.ok) return server;
  const common = commonRequest(options, context);
  return ok({
    side,
    file: options.file === undefined ? null : toBytes(options.file),
    systemConfig: options.systemConfig === undefined ? null : toBytes(options.systemConfig),
    options: (options.option ?? []).map(toBytes),
    hosts: hosts.map((typed) => hostRequest(toBytes(typed), common)),
    connections: connections.value,
    server: server.value,
    all: options.all === true,
    common,
    openssh: options.openssh ?? settings.value.openssh,
    policy: settings.value.policy,
    stdin: options.file === "-" ? readFileSync(0, "latin1") : "",
  });
}

function commonRequest(options: EffectiveOptions, { bundles }: Context): Omit<ClientRequest, "host"> {
  const command = toBytes(options.command ?? "");
  return {
    user: options.user === undefined ? null : toBytes(options.user),
    localUser: options.localUser === undefined ? userName(bundles) : toBytes(options.localUser),
    tag: toBytes(options.tag ?? ""),
    command,
    sessionType: options.sessionType ?? (command === "" ? "shell" : "exec"),
  };
}

/** `[user@]host` and `ssh://[user@]host[:port]`, as ssh takes them. */
function hostRequest(typed: string, common: Omit<ClientRequest, "host">): EffectiveRequest["hosts"][number] {
  const uri = /^ssh:\/\/(?:([^@/]*)@)?(\[[^\]]*\]|[^:/]*)(?::\d+)?\/?$/.exec(typed);
  const at = typed.lastIndexOf("@");
  const user = uri === null ? (at > 0 ? typed.slice(0, at) : null) : (uri[1] ?? null);
  const host = uri === null ? typed.slice(at + 1) : (uri[2] ?? "").replace(/^\[|\]$/g, "");
  return { label: host, request: { ...common, host, user: common.user ?? user } };
}

/** The server's side of the client's connections: at most one description of who connects. */
function serverOf(options: EffectiveOptions): Result<NonNullable<EffectiveRequest["server"]> | null, string> {
  const { side, serverConfig, serverOpenssh, connection = [] } = options;
  if (serverConfig === undefined) {
    if (serverOpenssh !== undefined) return fail("--server-openssh goes with --server-config");
    if (side === "client" && connection.length > 0)
      return fail("-C describes a connection to a server: say --side server, or name its file with --server-config");
    return ok(null);
  }
  if (side === "server")
    return fail("--server-config is the other side of a client: with --side server, -F names the file");
  if (connection.length > 1) return fail("--server-config takes one -C");
  const connections = connectionsOf({ ...options, all: false });
  const [only] = connections.ok ? connections.value : [];
  if (!connections.ok) return connections;
  return ok(only === undefined ? null : { file: toBytes(serverConfig), connection: only, openssh: serverOpenssh });
}
/** The question of `sshd -T` with nothing told. */
const asked: ServerRequest = { ...noConnection, isTest: true };

function connectionsOf(options: EffectiveOptions): Result<EffectiveRequest["connections"], string> {
  const specs = options.connection ?? [];
  if (specs.length === 0) return ok(options.all === true ? [] : [{ label: "*", request: asked }]);
  const found: { label: string; request: ServerRequest }[] = [];
  for (const spec of specs) {
    const request = parseConnection(toBytes(spec));
    if (!request.ok) return request;
    found.push({ label: toBytes(spec), request: request.value });
  }
  return ok(found);
}

/** servconf.c parse_server_match_testspec, with group= beside it: groups are of the machine's user database, which is not asked. */
function parseConnection(spec: string): Result<ServerRequest, string> {
  let request: ServerRequest = asked;
  for (const part of spec.split(",")) {
    const equals = part.indexOf("=");
    const key = equals === -1 ? part : part.slice(0, equals);
    const value = part.slice(equals + 1);
    const fields = connectionField(key, value);
    if (typeof fields === "string") return fail(`-C ${spec}: ${fields}`);
    request = { ...request, ...fields };
  }
  return ok(request);
}

function connectionField(key: string, value: string): Partial<ServerRequest> | string {
  switch (key) {
    case "user":
      return { user: value };
    case "host":
      return { host: value };
    case "addr":
      return parseAddress(value) === null ? `"${value}" is no address` : { address: value };
    case "laddr":
      return parseAddress(value) === null ? `"${value}" is no address` : { localAddress: value };
    case "lport":
      return /^\d{1,5}$/.test(value) && Number(value) <= 65535 ? { localPort: Number(value) } : `"${value}" is no port`;
    case "rdomain":
      return { routingDomain: value };
    case "group":
      return { groups: value.split(":") };
    case "invalid-user":
      return { invalidUser: true };
    default:
      return `unknown key "${key}" (user, host, addr, laddr, lport, rdomain, group, invalid-user)`;
  }
}
