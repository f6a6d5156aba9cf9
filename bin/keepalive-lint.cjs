#!/usr/bin/env node
"use strict";

const version = () => require("../package.json").version;

const [first, ...rest] = process.argv.slice(2);
if ((first === "--version" || first === "-V" || first === "-v") && rest.length === 0) {
  require("node:fs").writeSync(1, `${version()}\n`);
} else {
  require("./load.cjs")
    .main(process.argv.slice(2), version)
    .then((status) => {
      process.exitCode = status;
    });
}
