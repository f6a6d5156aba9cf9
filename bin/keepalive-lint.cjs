#!/usr/bin/env node
"use strict";

const { existsSync, readFileSync, writeFileSync, writeSync } = require("node:fs");

/** Read as a file: to resolve it as a module takes longer. */
const version = () => JSON.parse(readFileSync(`${__dirname}/../package.json`, "utf8")).version;

/** One file on purpose: to resolve another one costs as much as a tenth of a short run. */
function run() {
  const [first, ...rest] = process.argv.slice(2);
  if ((first === "--version" || first === "-V" || first === "-v") && rest.length === 0) {
    writeSync(1, `${version()}\n`);
    return;
  }
  main(process.argv.slice(2), version).then((status) => {
    process.exitCode = status;
  });
}

const dist = `${__dirname}/../dist`;
const fileOf = (name) => `${dist}/${name}.cjs`;
const cacheOf = (name) => `${dist}/${name}.cache`;

/** What most runs load; these are kept compiled. */
const cached = ["main", "judge", "matching", "effective", "command-line", "text"];
const scripts = new Map();
const loaded = new Map();

function cacheFor(name) {
  try {
    return readFileSync(cacheOf(name));
  } catch {
    return undefined;
  }
}

/**
 * A bundle, compiled with what V8 kept of it at build time: half of a short run would go into reading it again. V8 refuses
 * what another version of it made, and compiles as ever.
 */
function loadCached(name) {
  const { Script } = require("node:vm");
  const cachedData = cacheFor(name);
  // Bundles are written in ASCII alone. The wrapper is Node's own, written out: to load node:module for it takes longer.
  const text = `(function (exports, require, module, __filename, __dirname) { ${readFileSync(fileOf(name), "utf8")}\n});`;
  const script = new Script(text, { filename: fileOf(name), cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, fileOf(name), dist);
  scripts.set(name, script);
  return module.exports;
}

function load(name) {
  if (!cached.includes(name)) return require(fileOf(name));
  if (!loaded.has(name)) loaded.set(name, loadCached(name));
  return loaded.get(name);
}

// Each part is loaded on first use: what a run does not need costs it no time.
const bundles = new Proxy({}, { get: (_target, name) => () => load(String(name)) });

const main = (argv, version) => load("main").main(argv, version, bundles);

/** Build time: keeps of each bundle what the first of some runs that loads it has compiled; more would cost every run. */
async function writeCaches(configs) {
  // As people call it, so that all of that is compiled; but what is printed goes nowhere.
  const fs = require("node:fs");
  fs.writeSync = (descriptor, bytes, from = 0, ...more) =>
    descriptor > 2 ? writeSync(descriptor, bytes, from, ...more) : bytes.length - from;
  try {
    for (const words of [...configs.map((config) => [config]), ["effective", "-F", configs[0], "web1"]]) {
      const status = await main(words, version);
      if (status === 2) throw new Error(`the run of ${words.join(" ")} failed`);
      for (const [name, script] of scripts) {
        if (!existsSync(cacheOf(name))) writeFileSync(cacheOf(name), script.createCachedData());
      }
    }
  } finally {
    fs.writeSync = writeSync;
  }
}

if (require.main === module) run();
else module.exports = { writeCaches };
