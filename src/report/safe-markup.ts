const special = /[&<>"']|##[a-z]*\[/;
const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Safe text (report/safe-text) for XML and HTML, in content and in quoted attributes; no workflow command is left in it. */
export function markup(text: string): string {
  if (!special.test(text)) return text;
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "").replace(/##([a-z]*)\[/g, "##$1&#91;");
}
