"use strict";

const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { wrap } = require("node:module");
const { join } = require("node:path");
const { Script } = require("node:vm");

const dist = join(__dirname, "..", "dist");
const fileOf = (name) => join(dist, `${name}.cjs`);
const cacheOf = (name) => join(dist, `${name}.cache`);

/** What most runs load; these are kept compiled. */
const cached = ["main", "rules"];
const scripts = new Map();

/**
 * A bundle, compiled with what V8 kept of it at build time: half of a short run would go into reading it again. V8 refuses
 * what another version of it made, and compiles as ever.
 */
function loadCached(name) {
  const cachedData = existsSync(cacheOf(name)) ? readFileSync(cacheOf(name)) : undefined;
  const script = new Script(wrap(readFileSync(fileOf(name), "utf8")), { filename: fileOf(name), cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, fileOf(name), dist);
  scripts.set(name, script);
  return module.exports;
}

const loaded = new Map();

function load(name) {
  if (!cached.includes(name)) return require(fileOf(name));
  if (!loaded.has(name)) loaded.set(name, loadCached(name));
  return loaded.get(name);
}

// Each part is loaded on first use: what a run does not need costs it no time.
const bundles = new Proxy({}, { get: (_target, name) => () => load(String(name)) });

const main = (argv, version) => load("main").main(argv, version, bundles);

/** Build time: keeps what runs over some configs have compiled. */
async function writeCaches(configs) {
  const { devNull } = require("node:os");
  for (const config of configs) {
    const status = await main(["--no-config", "--side", "client", "--output-file", devNull, config]);
    if (status === 2) throw new Error(`the run over ${config} failed`);
  }
  for (const [name, script] of scripts) writeFileSync(cacheOf(name), script.createCachedData());
}

module.exports = { main, writeCaches };
