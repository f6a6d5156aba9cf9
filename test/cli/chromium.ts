import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const places = [process.env.KEEPALIVE_LINT_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"];
const executablePath = places.find((path) => path !== undefined && path !== "" && existsSync(path));

/** Whether pages can be opened here; where they must be (`.ci/run` says so), its absence is an error. */
export const hasChromium = executablePath !== undefined;
if (!hasChromium && process.env.KEEPALIVE_LINT_NEEDS_CHROMIUM !== undefined)
  throw new Error("there is no Chromium here");
if (!hasChromium) console.log("html in a browser: not run, there is no Chromium here");

/** Debian's Chromium without a window, a network service that calls home, or a profile that outlives it. */
export const openChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: executablePath ?? "",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
