#!/usr/bin/env node
"use strict";

const fs = require("node:fs");

/** Read as a file: to resolve it as a module takes longer. */
const version = () => JSON.parse(fs.readFileSync(`${__dirname}/../package.json`, "utf8")).version;

/** One file on purpose: to resolve another one costs as much as a tenth of a short run. */
function run() {
  const [first, ...rest] = process.argv.slice(2);
  if ((first === "--version" || first === "-V" || first === "-v") && rest.length === 0) {
    fs.writeSync(1, `${version()}\n`);
    // To take Node apart first takes longer.
    process.exit(0);
  }
  main(process.argv.slice(2), version).then((status) => {
    // All is written by now, and to take the heap of a big run apart would take longer.
    process.exit(status);
  });
}

const dist = `${__dirname}/../dist`;
const fileOf = (name) => `${dist}/${name}.cjs`;
const cacheOf = (name) => `${dist}/${name}.cache`;

/** What most runs load; these are kept compiled. */
const cached = ["main", "judge", "matching", "effective", "command-line", "text", "config-reader"];
const loaded = new Map();

/** Node's own wrapper, written out: to load node:module for it takes longer. V8 copies what does not begin at a multiple of 8. */
function wrapped(source) {
  const text = `(function (exports, require, module, __filename, __dirname) { ${source}\n});`;
  return text + " ".repeat((8 - (text.length % 8)) % 8);
}

/**
 * All of a file. By the calls with which the file that is linted is read, too: Node compiles each function of its own on
 * first use, and fs.readFileSync needs eight more of them.
 */
function bytesOf(path) {
  const file = fs.openSync(path, 0);
  const bytes = new Uint8Array(fs.fstatSync(file).size);
  const length = fs.readSync(file, bytes, 0, bytes.length, 0);
  fs.closeSync(file);
  if (length !== bytes.length) throw new Error(`${path} could not be read whole`);
  return bytes;
}

/** Its text and what V8 kept of it, from one file: to read two takes longer. Bundles are written in ASCII alone. */
function compiled(name) {
  if (!cached.includes(name)) return undefined;
  let bytes;
  try {
    bytes = bytesOf(cacheOf(name));
  } catch {
    return undefined;
  }
  const end = 8 + bytes[0] + bytes[1] * 0x100 + bytes[2] * 0x10000 + bytes[3] * 0x1000000;
  return { text: Buffer.prototype.latin1Slice.call(bytes, 8, end), cachedData: bytes.subarray(end) };
}

/** Bundles take what they have in common with the main one from there. */
function requireFor(id) {
  if (id === "#main") return load("main");
  // Asked for a dozen times, and not looked up each time.
  return id === "fs" ? fs : require(id);
}

/**
 * A bundle, compiled with what V8 kept of it at build time: half of a short run would go into reading it again. V8 refuses
 * what another version of it made, and compiles as ever.
 */
function loadBundle(name) {
  const { Script } = require("node:vm");
  const { text, cachedData } = compiled(name) ?? { text: wrapped(fs.readFileSync(fileOf(name), "latin1")) };
  const script = new Script(text, { filename: fileOf(name), cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, requireFor, module, fileOf(name), dist);
  loaded.set(name, { text, script, exports: module.exports });
}

function load(name) {
  if (!loaded.has(name)) loadBundle(name);
  return loaded.get(name).exports;
}

// Each part is loaded on first use: what a run does not need costs it no time.
const bundles = new Proxy({}, { get: (_target, name) => () => load(String(name)) });

const main = (argv, version) => load("main").main(argv, version, bundles);

if (require.main === module) run();
// For bundling/keep-compiled.cjs.
else module.exports = { cached, cacheOf, loaded, main, version };
