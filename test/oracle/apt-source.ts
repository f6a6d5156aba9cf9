export interface AptFile {
  readonly name: string;
  readonly text: string;
}

const suiteClasses = ["stable", "oldstable", "oldoldstable", "testing", "unstable", "sid"];

/** Every source of Debian proper in the machine's apt files, rewritten to offer `suite` instead. */
export function debianSources(files: readonly AptFile[], codename: string, suite: string): readonly AptFile[] {
  const found = files.flatMap((file) => {
    const rewrite = file.name.endsWith(".sources") ? fromDeb822 : fromOneLine;
    return rewrite(file.text, [codename, ...suiteClasses], suite);
  });
  return found.filter((source, at) => found.findIndex((other) => other.text === source.text) === at);
}

function fromDeb822(text: string, ours: readonly string[], suite: string): AptFile[] {
  return text
    .split(/\n(?:[ \t]*\n)+/)
    .map(fields)
    .filter((stanza) => isDebianStanza(stanza, ours))
    .map((stanza) => new Map([...stanza, ["types", "deb"], ["suites", suite], ["components", "main"]]))
    .map((stanza) => ({
      name: "oracle.sources",
      text: [...stanza].map(([key, value]) => `${key}: ${value}\n`).join(""),
    }));
}

function isDebianStanza(stanza: ReadonlyMap<string, string>, ours: readonly string[]): boolean {
  return (
    words(stanza.get("types")).includes("deb") &&
    words(stanza.get("components")).includes("main") &&
    words(stanza.get("suites")).some((suite) => ours.includes(suite)) &&
    stanza.get("enabled") !== "no"
  );
}

// Continuation lines stay attached: Signed-By may hold a whole key block.
function fields(stanza: string): Map<string, string> {
  const lines = stanza.split("\n").filter((line) => !line.startsWith("#"));
  const joined = lines.join("\n").replace(/\n+$/, "");
  return new Map(
    joined.split(/\n(?![ \t])/).flatMap((field): [string, string][] => {
      const colon = field.indexOf(":");
      return colon < 0 ? [] : [[field.slice(0, colon).trim().toLowerCase(), field.slice(colon + 1).trim()]];
    }),
  );
}

function fromOneLine(text: string, ours: readonly string[], suite: string): AptFile[] {
  return text.split("\n").flatMap((line) => {
    const parts = /^\s*deb\s+(\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+([^#]*)/.exec(line);
    const [, options = "", uri = "", from = "", components = ""] = parts ?? [];
    const ofDebian = ours.includes(from) && words(components).includes("main");
    return ofDebian ? [{ name: "oracle.list", text: `deb ${options}${uri} ${suite} main\n` }] : [];
  });
}

function words(value = ""): string[] {
  return value.split(/\s+/).filter((word) => word !== "");
}
