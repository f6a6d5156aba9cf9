#!/usr/bin/env node
"use strict";

const { version } = require("../package.json");

const [first, ...rest] = process.argv.slice(2);
if ((first === "--version" || first === "-V" || first === "-v") && rest.length === 0) {
  require("node:fs").writeSync(1, `${version}\n`);
} else {
  // Each part is required on first use: what a run does not need costs it no time.
  const bundles = {
    "config-readers": () => require("../dist/config-readers.cjs"),
    witness: () => require("../dist/witness.cjs"),
    diff: () => require("../dist/diff.cjs"),
    programs: () => require("../dist/programs.cjs"),
  };
  require("../dist/main.cjs")
    .main(process.argv.slice(2), version, bundles)
    .then((status) => {
      process.exitCode = status;
    });
}
