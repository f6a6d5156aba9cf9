import { fileRule } from "./rule.ts";
import { fileOf, lineOf } from "./settings.ts";

export const benchmarkContradictsOpenssh = fileRule({
  id: "benchmark-contradicts-openssh",
  sides: ["server"],
  severity: "info",
  fix: null,
  since: "0.1.0",
  messages: {
    note: ({ benchmark, words }) => `${benchmark}: ${words}.`,
  },
  docs: {
    summary: "What the chosen benchmark asks for does not do what its text says.",
    why: "Benchmarks were written for older releases, or count interval x count, or call the probing of vanished clients an idle timeout. A file can meet the letter and miss the purpose; that is said here instead of passed over.",
    remedy: "Meet the control if you must, and use what does the job beside it.",
    exceptions: "Choose another policy.",
    evidence: [
      "serverloop.c client_alive_check (8.2: commit 69334996a)",
      "measured: a live idle client of 3/1 was up after 20 s",
    ],
  },
  examples: [
    {
      name: "an idle timeout that is none",
      files: { sshd_config: "ClientAliveInterval 15\nClientAliveCountMax 3\n" },
      policy: "cis-2022",
      expect: ["1:note"],
    },
    { name: "no benchmark", files: { sshd_config: "ClientAliveInterval 60\n" }, expect: [] },
  ],
  *check(view) {
    const { benchmark } = view.policy;
    const connection = view.connections[0];
    if (benchmark === null || benchmark.side !== view.side || view.isFragment || connection === undefined) return;
    const { release } = view.version;
    for (const note of benchmark.notes) {
      if ((note.since ?? 0) > release || (note.until ?? release) < release) continue;
      const at = lineOf(connection.settings, note.setting) ?? { source: view.root.source, start: 0, end: 0 };
      const data = { benchmark: benchmark.title, words: note.words, source: note.source };
      yield { kind: "note", data, at, file: fileOf(view, at), targets: [] };
    }
  },
});
