/** Jinja and Go, Jinja's statements and comments, ERB and EPP. The `{%` of OpenSSH's own tokens (`{%h}`) has no `%}`. */
const MARKUP: readonly (readonly [open: string, close: string])[] = [
  ["{{", "}}"],
  ["{%", "%}"],
  ["{#", "#}"],
  ["<%", "%>"],
];

/** A Go template that is meant for another program: `docker inspect --format '{{.State}}'` in a ProxyCommand. */
const OTHER_PROGRAMS = /(?:--format|--template|go-template|\s-f)[\s=]*\\?["']?[^\s{]*$/;

/**
 * Whether a text is made into a config by a template engine first, by its markup: `{{ }}`, `{% %}`, `{# #}`, `<% %>`.
 * `__PROGRAMDATA__` and `${VAR}` are OpenSSH's own, and a suffix such as `.j2` proves nothing.
 */
export const isTemplate = (text: string): boolean => MARKUP.some(([open, close]) => hasMarkup(text, open, close));

function hasMarkup(text: string, open: string, close: string): boolean {
  const first = text.indexOf(open);
  // A search from behind is the slow one, and most files have no such bracket.
  const last = first === -1 ? -1 : text.lastIndexOf(close);
  for (let at = first; at !== -1 && at < last; at = text.indexOf(open, at + open.length)) {
    if (open !== "{{" || !OTHER_PROGRAMS.test(lineBefore(text, at))) return true;
  }
  return false;
}

/** Enough of it to see an option: a line may be as long as the file. */
const lineBefore = (text: string, at: number): string =>
  /[^\n]*$/.exec(text.slice(Math.max(0, at - 200), at))?.[0] ?? "";
