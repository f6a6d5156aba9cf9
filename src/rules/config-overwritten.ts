import { remarkRule } from "./remark-rule.ts";

export const configOverwritten = remarkRule({
  id: "config-overwritten",
  about: "config-overwritten",
  severity: "info",
  fix: null,
  since: "0.1.0",
  messages: {
    "all-lines-go": ({ path }) =>
      `Whatever stands in ${path} is gone after this: > writes the file anew. >> adds to it, and a file of its own in a directory that is included does not touch it at all.`,
  },
  docs: {
    summary: "A script writes an ssh configuration with >, which takes away what stood there.",
    why: "`>` empties the file first. On a new machine in CI that is what is wanted; on anybody's own machine every Host block and every setting of theirs is lost.",
    remedy: "Write a file of its own and Include it, or append with `>>` once.",
    exceptions: "Containers and CI machines, where nothing stood there.",
    evidence: ["POSIX, Shell Command Language, 2.7.2 Redirecting Output"],
  },
  examples: [
    {
      name: "the user's configuration is written anew",
      files: { "setup.sh": "cat > ~/.ssh/config <<'EOF'\nHost *\n  ServerAliveInterval 60\nEOF\n" },
      expect: ["1:all-lines-go"],
    },
    {
      name: "appended",
      files: { "setup.sh": "cat >> ~/.ssh/config <<'EOF'\nHost web\n  ServerAliveInterval 60\nEOF\n" },
      expect: [],
    },
  ],
  say: ({ path }) => ({ kind: "all-lines-go", data: { path } }),
});
