"use strict";

// Keeps what some runs over files like most compile, beside the bundles (bin/keepalive-lint.cjs says how it is used).
const fs = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { cached, cacheOf, loaded, main, version } = require("../bin/keepalive-lint.cjs");

const configs = ["config", "trouble", "wildcard", "match", "include", "server"];

/** The bundle's text behind the length of it in eight bytes, then what V8 makes of it. */
function keep(name) {
  const { text, script } = loaded.get(name);
  const length = Buffer.alloc(8);
  length.writeUInt32LE(text.length);
  fs.writeFileSync(cacheOf(name), Buffer.concat([length, Buffer.from(text, "latin1"), script.createCachedData()]));
}

/**
 * Of each bundle what the first run compiles that loads it: what rarer ones compile besides would cost every run time. So the
 * fixtures are in order, the most frequent kind of file first.
 */
async function keepCompiled(directory) {
  // Elsewhere, since most files lie in no project; one run is about a file that does.
  const elsewhere = fs.mkdtempSync(join(tmpdir(), "keepalive-lint-"));
  fs.cpSync(directory, elsewhere, { recursive: true });
  const runs = [...configs.map((name) => [join(elsewhere, name)]), [join(directory, "config")]];
  runs.push(["effective", "-F", join(elsewhere, "config"), "web1"]);
  // As people call it, so that all of that is compiled; but what is printed goes nowhere.
  const { writeSync } = fs;
  fs.writeSync = (descriptor, bytes, from = 0, ...more) =>
    descriptor > 2 ? writeSync(descriptor, bytes, from, ...more) : bytes.length - from;
  try {
    for (const words of runs) {
      const status = await main(words, version);
      if (status === 2) throw new Error(`the run of ${words.join(" ")} failed`);
      for (const name of loaded.keys()) if (cached.includes(name) && !fs.existsSync(cacheOf(name))) keep(name);
    }
  } finally {
    fs.writeSync = writeSync;
    fs.rmSync(elsewhere, { recursive: true });
  }
}

keepCompiled(join(__dirname, "..", "fixtures", "start-up"));
