/**
 * misc.c percent_expand, with `variables` percent_dollar_expand: what it says of a text that it refuses, because a `%` stands
 * before none of `tokens` or a `${NAME}` is malformed; null where it takes the text. An unset variable is not judged.
 */
export function expansionError(text: string, tokens: string, variables = false): string | null {
  const part = variables ? /%(.?)|\$\{([^}]*)(\}?)/gs : /%(.?)/gs;
  for (const [, token, name = "", end] of text.matchAll(part)) {
    const error = token === undefined ? variableError(name, end) : tokenError(token, tokens);
    if (error !== null) return error;
  }
  return null;
}

function tokenError(token: string, tokens: string): string | null {
  if (token === "") return "percent_expand: invalid format";
  return token === "%" || tokens.includes(token) ? null : `percent_expand: unknown key %${token}`;
}

function variableError(name: string, end: string | undefined): string | null {
  if (end === "") return `environment variable '${name}' missing closing '}'`;
  return name === "" ? "zero-length environment variable" : null;
}
