#!/usr/bin/env node
"use strict";

const { version } = require("../package.json");

const [first, ...rest] = process.argv.slice(2);
if ((first === "--version" || first === "-V" || first === "-v") && rest.length === 0) {
  require("node:fs").writeSync(1, `${version}\n`);
} else {
  // Each part is required on first use: what a run does not need costs it no time.
  const bundle = (name) => () => require(`../dist/${name}.cjs`);
  const names = [
    "command-line",
    "effective",
    "explain",
    "init",
    "config-reader",
    "rules",
    "colour",
    "witness",
    "diff",
    "programs",
  ];
  const bundles = Object.fromEntries(names.map((name) => [name, bundle(name)]));
  require("../dist/main.cjs")
    .main(process.argv.slice(2), version, bundles)
    .then((status) => {
      process.exitCode = status;
    });
}
