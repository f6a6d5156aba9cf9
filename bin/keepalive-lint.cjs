#!/usr/bin/env node
"use strict";

const version = () => require("../package.json").version;

const [first, ...rest] = process.argv.slice(2);
if ((first === "--version" || first === "-V" || first === "-v") && rest.length === 0) {
  require("node:fs").writeSync(1, `${version()}\n`);
} else {
  // Each part is required on first use: what a run does not need costs it no time.
  const bundles = new Proxy({}, { get: (_target, name) => () => require(`../dist/${String(name)}.cjs`) });
  require("../dist/main.cjs")
    .main(process.argv.slice(2), version, bundles)
    .then((status) => {
      process.exitCode = status;
    });
}
