/** Light, dark and paper; no font, image or colour comes from outside. */
export const pageStyle = `
:root{color-scheme:light dark;--page:#fff;--ink:#1c2126;--soft:#59636e;--line:#d5dbe1;--card:#f7f9fa;--accent:#0a61b8;--good:#1a7f37;--poor:#8a5a00;--bad:#c4271b;--goodbar:#4cae68;--poorbar:#dba32f;--badbar:#e5685e}
@media (prefers-color-scheme:dark){:root{--page:#12161a;--ink:#e4e8ec;--soft:#9aa5b1;--line:#343c45;--card:#1a2026;--accent:#6cb2ff;--good:#5bc777;--poor:#e3b04b;--bad:#ff8b80;--goodbar:#2f8f4c;--poorbar:#a87915;--badbar:#b8463c}}
*{box-sizing:border-box}
html{scroll-padding-top:5rem}
body{margin:0 auto;max-width:72rem;padding:0 1rem 3rem;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;margin:1.5rem 0 .5rem}
h2{font-size:1.25rem;margin:2rem 0 .25rem;overflow-wrap:anywhere}
h3{font-size:1rem;margin:0 0 .25rem;overflow-wrap:anywhere}
p{margin:.25rem 0;overflow-wrap:anywhere}
small,.count,footer,dt,.related{color:var(--soft)}
small{font-weight:400}
code,pre,th,.names{font-family:ui-monospace,monospace;font-size:.875rem}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
#tools{position:sticky;top:0;z-index:1;display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;padding:.6rem 0;background:var(--page);border-bottom:1px solid var(--line)}
#tools[hidden]{display:none}
#tools input,#tools select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:4px;padding:.15rem .4rem;max-width:100%}
#tools input{width:16rem}
#shown{color:var(--soft)}
.card{margin:.75rem 0;padding:.75rem 1rem;background:var(--card);border:1px solid var(--line);border-left-width:4px;border-radius:4px;content-visibility:auto;contain-intrinsic-size:auto 14rem}
.target{contain-intrinsic-size:auto 27rem}
.card[hidden]{display:none}
.error,.bad{border-left-color:var(--bad)}
.warning,.poor{border-left-color:var(--poorbar)}
.info{border-left-color:var(--accent)}
.good{border-left-color:var(--goodbar)}
.error .severity,.bad .verdict,.trouble,tr.fail{color:var(--bad)}
.warning .severity,.poor .verdict,.doubt{color:var(--poor)}
.info .severity{color:var(--accent)}
.verdict{font-weight:600}
.rule{font-weight:400;color:var(--soft)}
pre,.picture{overflow-x:auto;margin:.5rem 0}
pre{padding:.5rem;background:var(--page);border:1px solid var(--line);border-radius:4px}
svg{display:block;width:100%;min-width:700px;font-size:12px}
svg svg{min-width:0}
svg text{fill:var(--ink)}
svg .lane,svg .probe,svg .kernel{fill:var(--soft)}
svg line.axis{stroke:var(--soft);stroke-width:2}
svg circle.probe,svg rect.probe{fill:var(--accent)}
svg circle.kernel,svg rect.kernel{fill:var(--poorbar)}
svg line.forgets{stroke:var(--bad);stroke-width:2;stroke-dasharray:3 2}
svg text.forgets{fill:var(--bad)}
svg line.end{stroke:var(--ink);stroke-width:3}
svg text.gives-up{font-weight:600}
svg .never{fill:var(--soft)}
svg .maybe{fill:var(--soft);opacity:.4}
svg .kept,svg .survived{fill:var(--goodbar)}
svg .lucky{fill:var(--goodbar);opacity:.4}
svg .forgotten{fill:var(--poorbar)}
svg .lost{fill:var(--badbar);opacity:.5}
table{border-collapse:collapse;margin:.5rem 0}
th,td{padding:.1rem 1rem .1rem 0;text-align:left;vertical-align:top}td:last-child{overflow-wrap:anywhere}
th{font-weight:400}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.5rem 0}
dd{margin:0;overflow-wrap:anywhere}
summary{cursor:pointer;color:var(--accent)}
.names{margin:.25rem 0;padding-left:1.25rem;max-height:20rem;overflow-y:auto;overflow-wrap:anywhere}
footer{margin-top:2rem;border-top:1px solid var(--line)}
@media (max-width:36rem){dl{grid-template-columns:1fr}dt{margin-top:.25rem}#tools{position:static}#tools input{width:100%}}
@media print{body{max-width:none;font-size:10pt}#tools{display:none}.card{content-visibility:visible;break-inside:avoid;background:none}pre,.picture,.names{overflow:visible;max-height:none}svg{min-width:0}pre{white-space:pre-wrap}details::details-content{content-visibility:visible;block-size:auto}}
`;

/** SHA-256 of the style for the page's Content-Security-Policy; a test says what it must be. */
export const styleHash = "sha256-LnwqBWAPZrMLyXP1Bv7J8xIBAsMs5voVyICPr4Qk18k=";
