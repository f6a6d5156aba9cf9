import { pageScript, scriptHash } from "./html-script.ts";
import { pageStyle, styleHash } from "./html-style.ts";
import { markup } from "./safe-markup.ts";

/** Nothing is loaded, nothing is sent, and no script or style but these two, known by what they are, has any effect. */
const policy = `default-src 'none'; script-src '${scriptHash}'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'`;

export const pageStart = (title: string, version: string): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="keepalive-lint ${markup(version)}">
<title>${markup(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header><h1>${markup(title)}</h1></header>
<main>
`;

export const pageEnd = `</main>
<footer><p>Keepalive keeps idle sessions known to the network and ends a frozen terminal. No session survives a new IP address or an outage longer than drawn: tmux on the server, or mosh, do.</p></footer>
<script>${pageScript}</script>
</body>
</html>
`;

/** Hidden until the script runs: without it everything is shown, in the order of the files. */
export function toolbar(findings: boolean, targets: boolean): string {
  const severities = `<label>Findings <select id="severity"><option value="info">all</option><option value="warning">warnings and errors</option><option value="error">errors</option></select></label>`;
  const order = `<label>Targets <select id="order"><option value="file">as in the files</option><option value="late">noticed last first</option><option value="soon">noticed first first</option><option value="name">by name</option><option value="size">most names first</option></select></label>`;
  return `<form id="tools" hidden role="search"><label>Filter <input type="search" id="filter" autocomplete="off" spellcheck="false" placeholder="host, file, rule (press /)"></label>${findings ? severities : ""}${targets ? order : ""}<output id="shown"></output></form>\n`;
}
