import { ansibleVariables } from "./ansible-variables.ts";
import { readCalls } from "./command-lines.ts";
import { type Excerpt, joinExcerpts, madeUp } from "./excerpt.ts";
import { mergeReadings } from "./merge-readings.ts";
import { moshTimeouts } from "./mosh.ts";
import { type Neighbour, nothingRead, type Reading, type ReadRequest, reportOnly } from "./neighbour.ts";
import { readScript } from "./script.ts";
import type { Field } from "./shell-syntax.ts";
import { callsOfWords } from "./ssh-calls.ts";
import { type YamlText, yamlTexts } from "./yaml-scalars.ts";
import { yamlSysctl } from "./yaml-sysctl.ts";

/** CI workflows, compose files, cloud-init, playbooks and variables of Ansible: the shell texts and environments in them. */
export const yamlFile: Neighbour = { system: "yaml", title: "YAML file", read: readYaml };

/** Keys whose text a shell gets: GitHub, GitLab, Azure, CircleCI, Drone, Travis, cloud-init, Ansible, Taskfile. */
const scriptKeys = new Set(
  "run script before_script after_script bash sh shell command commands cmd cmds runcmd bootcmd install before_install after_success before_deploy deploy entrypoint args ansible.builtin.shell ansible.builtin.command raw ansible.builtin.raw user_data inline".split(
    " ",
  ),
);
/** Keys whose sequence is one command's words. */
const execKeys = new Set(["command", "entrypoint", "args", "argv"]);
const environmentKeys = new Set(["env", "environment", "variables"]);

function readYaml(request: ReadRequest): Reading {
  const texts = yamlTexts(request.source.text);
  const readings = [
    ...scriptsOf(texts).map((text) => readScript(text, request)),
    ...wordLists(texts).map((words) => readCalls(callsOfWords(words, []), request)),
  ];
  const environment = environmentOf(texts);
  const variables = environment.map((one) => readCalls(callsOfWords([], [one]), request));
  const merged = mergeReadings([...readings, ...variables, moshTimeouts(environment, request)]);
  const edited = { ...merged, change: reportOnly("YAML files are not rewritten: change the number by hand") };
  const kernel = { ...nothingRead, remarks: yamlSysctl(request.source, texts) };
  return mergeReadings([edited, kernel, ansibleVariables(texts, request)]);
}

const keyOf = ({ keys }: YamlText): string => keys.at(-1) ?? "";

/** Block texts by themselves; the items of one sequence are one script, since most runners keep variables between them. */
function scriptsOf(texts: readonly YamlText[]): Excerpt[] {
  const sequences = new Map<object, Excerpt[]>();
  const scripts: Excerpt[] = [];
  for (const one of texts) {
    if (!scriptKeys.has(keyOf(one))) continue;
    if (one.sequence === null) scripts.push(one.text);
    else if (!isWordList(one, texts)) {
      const known = sequences.get(one.sequence) ?? [];
      known.push(one.text, madeUp("\n"));
      sequences.set(one.sequence, known);
    }
  }
  return [...scripts, ...[...sequences.values()].map((parts) => joinExcerpts(parts))];
}

/** `["autossh", "-M", "0", …]`: the first word is a bare name. */
function isWordList(one: YamlText, texts: readonly YamlText[]): boolean {
  if (!execKeys.has(keyOf(one))) return false;
  const first = texts.find(({ sequence }) => sequence === one.sequence);
  return first !== undefined && /^[\w./-]+$/.test(first.text.text);
}

function wordLists(texts: readonly YamlText[]): Field[][] {
  const lists = new Map<object, WordList>();
  for (const one of texts) {
    if (one.sequence === null || !isWordList(one, texts)) continue;
    const { text, start, end } = one;
    const list = lists.get(one.sequence) ?? { key: keyOf(one), map: one.maps.at(-1), words: [] };
    list.words.push({ text, start, end, isElastic: false });
    lists.set(one.sequence, list);
  }
  return joined([...lists.values()]);
}

interface WordList {
  readonly key: string;
  /** The map that the list is a value of. */
  readonly map: object | undefined;
  readonly words: Field[];
}

/** What the list names is started with these words behind its own: `args` of Kubernetes, `command` of compose. */
const behind: Readonly<Record<string, string>> = { command: "args", entrypoint: "command" };

/** Where that makes no command that is known here, each list stays by itself. */
function joined(lists: readonly WordList[]): Field[][] {
  const used = new Set<WordList>();
  const whole = lists.map((list) => {
    const more = lists.find(({ key, map }) => map === list.map && key === behind[list.key]);
    if (more === undefined) return list;
    const words = [...list.words, ...more.words];
    if (callsOfWords(words, []).length === 0) return list;
    used.add(more);
    return { ...list, words };
  });
  return whole.filter((_, index) => !used.has(lists[index] as WordList)).map(({ words }) => words);
}

/** `NAME: value` below `env:`, and there `- NAME=value` and `- { name: NAME, value: … }`, as Kubernetes has it. */
function environmentOf(texts: readonly YamlText[]): { readonly name: string; readonly value: Excerpt }[] {
  const names = new Map(texts.flatMap((one) => (keyOf(one) === "name" ? [[one.maps.at(-1), one.text.text]] : [])));
  return texts.flatMap((one) => {
    if (one.sequence === null && environmentKeys.has(one.keys.at(-2) ?? "") && keyOf(one) === "value") {
      const name = names.get(one.maps.at(-1));
      if (name !== undefined) return [{ name, value: one.text }];
    }
    if (environmentKeys.has(one.keys.at(-2) ?? "")) return [{ name: keyOf(one), value: one.text }];
    if (!environmentKeys.has(keyOf(one)) || one.sequence === null) return [];
    const equals = one.text.text.indexOf("=");
    const value: Excerpt = { text: one.text.text.slice(equals + 1), at: (index) => one.text.at(index + equals + 1) };
    return equals < 1 ? [] : [{ name: one.text.text.slice(0, equals), value }];
  });
}
