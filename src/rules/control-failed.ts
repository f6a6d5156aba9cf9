import { fixValue } from "../policy/resolve.ts";
import { type ControlVerdict, controlName, judgeControl } from "./controls.ts";
import { connectionRule } from "./rule.ts";
import { fileOf, keywordFor, setIntent } from "./settings.ts";

export const controlFailed = connectionRule({
  id: "control-failed",
  sides: ["server"],
  severity: "warning",
  fix: "unsafe",
  since: "0.1.0",
  dependsOn: ["interval", "countMax", "tcpKeepAlive"],
  messages: {
    fails: ({ benchmark, failures }) => `${benchmark} (transcribed, not an official scan) fails: ${failures}.`,
  },
  docs: {
    summary: "A control of the chosen benchmark fails.",
    why: "Benchmarks ask for certain values, for a line that sets them (a default does not count) and for no line anywhere that says otherwise, even where that line has no effect. A scanner that reads files as text reports all three.",
    remedy: "Write the values that the benchmark asks for, once.",
    exceptions: "None: choose another policy.",
    evidence: ["each benchmark's own text, as transcribed in the preset with its version and date"],
  },
  examples: [
    {
      name: "defaults do not count",
      files: { sshd_config: "#ClientAliveInterval 0\n#ClientAliveCountMax 3\n" },
      policy: "stig-rhel8-10",
      expect: ["2:fails"],
      fixed: "#ClientAliveInterval 0\nClientAliveInterval 200\n#ClientAliveCountMax 3\nClientAliveCountMax 1\n",
    },
    {
      name: "both set",
      files: { sshd_config: "ClientAliveInterval 200\nClientAliveCountMax 1\n" },
      policy: "stig-rhel8-10",
      expect: [],
    },
    {
      name: "a conflicting line, although it is never used",
      files: { sshd_config: "ClientAliveInterval 200\nClientAliveCountMax 1\nClientAliveInterval 900\n" },
      policy: "stig-rhel8-10",
      expect: ["1:fails"],
    },
  ],
  judge(view, subject) {
    const { benchmark } = view.policy;
    if (benchmark === null || benchmark.side !== view.side) return null;
    const connection = { ...subject.connection, settings: subject.settings };
    const verdicts = benchmark.controls.map((control) => judgeControl(view, connection, control));
    const failed = verdicts.filter(({ reasons }) => reasons.length > 0);
    const [first] = failed;
    if (first === undefined) return null;
    const at = failed.find(({ from }) => from !== null)?.from ?? null;
    return {
      kind: "fails",
      data: { benchmark: benchmark.title, failures: failed.map((verdict) => describe(view.side, verdict)).join("; ") },
      at,
      file: fileOf(view, at),
      targets: subject.connection.targets,
      related: failed.flatMap(({ conflicts }) => conflicts.map((place) => ({ ...place, message: "says otherwise" }))),
      intents: failed.flatMap((verdict) => remedy(subject, verdict)),
    };
  },
});

function describe(side: "client" | "server", verdict: ControlVerdict): string {
  const { control, reasons, value } = verdict;
  const keyword = keywordFor(side, control.requirement.setting);
  const words = reasons.map((reason) => {
    if (reason === "not-set") return "is not set by any line";
    return reason === "conflict" ? "is set otherwise by another line" : `is ${value}, ${asked(verdict)} is asked for`;
  });
  return `${keyword} ${words.join(" and ")} (${controlName(control)})`;
}

function asked({ control }: ControlVerdict): string {
  const { requirement } = control;
  if (requirement.setting === "tcpKeepAlive") return requirement.equals;
  const { min, max } = requirement;
  if (max === null) return `at least ${min}`;
  return min === max ? String(min) : `${min} to ${max}`;
}

/** Lowering a count that somebody chose needs their eye; a conflicting line is theirs to remove. */
function remedy(subject: Parameters<typeof setIntent>[0], verdict: ControlVerdict) {
  const { control, reasons, value, from } = verdict;
  if (!reasons.includes("value") && !reasons.includes("not-set")) return [];
  const { setting } = control.requirement;
  const wanted = fixValue(control.requirement);
  const lowers = setting === "countMax" && from !== null && Number(value) > Number(wanted);
  return [setIntent(subject, setting, wanted, { safety: lowers ? "unsafe" : "safe" })];
}
