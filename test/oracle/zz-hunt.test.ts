import fc from "fast-check";
import { it } from "vitest";
import { appendFileSync } from "node:fs";
import { ourClient, ourServer, realClient, realServer, same } from "./answers.ts";
import { clientFiles, clientTargets, serverFiles, serverTargets } from "./generate.ts";
import { availableVersions } from "./openssh.ts";
import { place, remove, type ConfigFiles } from "./place.ts";

const N = Number(process.env.N ?? 100);
const side = process.env.SIDE ?? "client";
const seed = Number(process.env.SEED ?? Date.now());
const SHOW = Number(process.env.SHOW ?? 8);
it("hunts", async () => {
  const versions = await availableVersions();
  const client = side === "client";
  const us: any = client ? ourClient : ourServer;
  const them: any = client ? realClient : realServer;
  let triples = 0, accepted = 0, bad = 0, shown = 0, interesting = 0;
  const differs = async (files: ConfigFiles, one: any, t: any) => {
    const p = place(files);
    try {
      const real = await them(p, one, t);
      if (real === null) return null;
      const ours = us(p, one, t);
      triples++;
      if (real.answer !== "refused") { accepted++; if (real.answer.interval !== 0 || real.answer.countMax !== 3 || real.answer.tcpKeepAlive !== "yes") interesting++; }
      return same(real.answer, ours.answer) && ours.possible.length === 0 ? null : { real, ours };
    } finally { remove(p); }
  };
  const shrink = async (files: ConfigFiles, one: any, t: any) => {
    let best = files;
    for (let again = true; again; ) {
      again = false;
      const tries: ConfigFiles[] = [];
      for (const k of Object.keys(best.others)) { const o = { ...best.others }; delete (o as any)[k]; tries.push({ ...best, others: o }); }
      for (const k of ["", ...Object.keys(best.others)]) {
        const t0 = k === "" ? best.main : best.others[k]!;
        const ls = t0.split(/(?<=\n)/);
        ls.forEach((_l, i) => { const nt = ls.filter((_, j) => j !== i).join(""); tries.push(k === "" ? { ...best, main: nt } : { ...best, others: { ...best.others, [k]: nt } }); });
      }
      for (const tr of tries) if (await differs(tr, one, t)) { best = tr; again = true; break; }
    }
    return best;
  };
  const cases: any[] = client ? fc.sample(fc.tuple(clientFiles, clientTargets), { numRuns: N, seed }) : fc.sample(serverFiles, { numRuns: N, seed }).map((f) => [f, serverTargets]);
  const seen = new Set<string>();
  for (let i = 0; i < cases.length; i++) {
    const [files, targets] = cases[i];
    const p = place(files);
    const found: any[] = [];
    await Promise.all(versions.flatMap((one) => targets.map(async (t: any) => {
      const real = await them(p, one, t);
      if (real === null) return;
      const ours = us(p, one, t);
      triples++;
      if (real.answer !== "refused") { accepted++; if (real.answer.interval !== 0 || real.answer.countMax !== 3 || real.answer.tcpKeepAlive !== "yes") interesting++; }
      if (same(real.answer, ours.answer) && ours.possible.length === 0) return;
      found.push([one, t]);
    })));
    remove(p);
    bad += found.length;
    if (found.length && shown < SHOW) {
      const [one, t] = found[0];
      const small = await shrink(files, one, t);
      const key = JSON.stringify(small.main.replace(/\d+/g, "0"));
      if (seen.has(key)) continue;
      seen.add(key);
      shown++;
      const d: any = await differs(small, one, t);
      appendFileSync("/tmp/hunt.txt", `#${i} ${one.version} ${JSON.stringify(t)} (${found.map(([o]: any) => o.version).filter((v: any, i: any, a: any) => a.indexOf(v) === i)})\n${JSON.stringify(small)}\nreal ${JSON.stringify(d?.real)}\nours ${JSON.stringify(d?.ours)}\n\n`);
    }
  }
  appendFileSync("/tmp/hunt.txt", `${side} seed ${seed}: ${JSON.stringify({ triples, accepted, interesting, bad })}\n`);
}, 3_000_000);
