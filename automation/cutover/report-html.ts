import type { RunDocument, RunEvent } from "../../core/cutover/index.ts";

/** report.html: one self-contained page; no script, nothing from outside. */
export function reportHtml(run: RunDocument, events: readonly RunEvent[]): string {
  const traffic = run.traffic as {
    requests: number;
    failed: number;
    failedBySwitch: number;
    byColor: Record<string, number>;
  } | null;
  const writes = run.writes as { accepted: number; stored: number; duplicated: number; lost: number } | null;
  const rows = run.steps
    .map(
      (step) =>
        `<tr class="${step.outcome}"><td>${escape(step.id)}</td><td>${step.weight} %</td><td>${time(step.startedAt)}</td><td>${seconds(step.startedAt, step.endedAt)}</td><td>${escape(step.outcome)}</td><td>${escape(step.aca ? `${step.aca.verdict}: ${step.aca.text}` : "")}</td></tr>`,
    )
    .join("\n");
  const flips = run.flips
    .map(
      (flip) =>
        `<tr><td>${flip.from} → ${flip.to}</td><td>${time(flip.setConfigAt)}</td><td>${time(flip.trafficAt)}</td><td>${flip.ms ?? "–"} ms</td><td>${flip.upMs ?? "–"} ms</td></tr>`,
    )
    .join("\n");
  const log = events
    .map(
      (event) =>
        `<tr><td>${time(new Date(event.at).toISOString())}</td><td>${escape(event.kind)}</td><td>${escape(detail(event))}</td></tr>`,
    )
    .join("\n");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(run.service)} ${escape(run.to.version)}: ${run.outcome}</title>
<style>
:root{color-scheme:light dark;--line:#8884;--good:#1a7f37;--bad:#cf222e;--wait:#9a6700}
body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
.verdict{font-size:1.1rem;padding:.6rem .9rem;border-left:.4rem solid}
.finished{border-color:var(--good)}.backedOut,.refused{border-color:var(--bad)}.held,.running{border-color:var(--wait)}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
tr.failed td:nth-child(5){color:var(--bad)}tr.done td:nth-child(5){color:var(--good)}
td{overflow-wrap:anywhere}
</style></head><body>
<h1>${escape(run.service)}: ${escape(run.from.version)} (${run.from.color}) → ${escape(run.to.version)} (${run.to.color})</h1>
<p class="verdict ${run.outcome}">${escape(headline(run))}</p>
<h2>Traffic</h2>
<table><tr><th>requests</th><th>failed</th><th>failed by the switch</th><th>by color</th><th>orders accepted</th><th>stored</th><th>lost</th><th>twice</th></tr>
<tr><td>${traffic?.requests ?? "–"}</td><td>${traffic?.failed ?? "–"}</td><td>${traffic?.failedBySwitch ?? "–"}</td><td>${escape(
    Object.entries(traffic?.byColor ?? {})
      .map(([c, n]) => `${c} ${n}`)
      .join(", "),
  )}</td><td>${writes?.accepted ?? "–"}</td><td>${writes?.stored ?? "–"}</td><td>${writes?.lost ?? "–"}</td><td>${writes?.duplicated ?? "–"}</td></tr></table>
<h2>Steps</h2>
<table><tr><th>step</th><th>new version</th><th>began</th><th>took</th><th>outcome</th><th>judge</th></tr>
${rows}</table>
<h2>Flips</h2>
<table><tr><th>flip</th><th>config set</th><th>traffic moved</th><th>took</th><th>up</th></tr>
${flips || '<tr><td colspan="5">none</td></tr>'}</table>
<h2>Ledger</h2>
<p>${run.ledger.entries} entries of this run, chain ${run.ledger.verified ? "verified" : "<strong>broken</strong>"}, head ${escape(run.ledger.head)}.</p>
<table><tr><th>when</th><th>entry</th><th>what</th></tr>
${log}</table>
<p>Run ${escape(run.runId)}, plan ${escape(run.planDigest)}.</p>
</body></html>
`;
}

function headline(run: RunDocument): string {
  const took = seconds(run.startedAt, run.endedAt);
  const why = run.reason ? `: ${run.reason.text}` : "";
  switch (run.outcome) {
    case "finished":
      return `Finished in ${took}. ${run.to.color} (${run.to.version}) serves all traffic.`;
    case "backedOut":
      return `Backed out${why}. ${run.from.color} (${run.from.version}) serves all traffic.`;
    case "refused":
      return `Refused${why}.`;
    case "held":
      return `On hold${why}.`;
    case "running":
      return `Running, in ${run.state}.`;
  }
}

function detail(event: RunEvent): string {
  const { kind: _, at: __, ...body } = event as RunEvent & Record<string, unknown>;
  const short =
    "plan" in body ? { planDigest: body.planDigest, pid: body.pid, fencingToken: body.fencingToken } : body;
  return Object.entries(short)
    .filter(([, value]) => value !== null && value !== false)
    .map(([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
    .join(", ");
}

function time(iso: string | null): string {
  return iso === null ? "–" : iso.slice(11, 23);
}

function seconds(from: string | null, to: string | null): string {
  return from === null || to === null ? "–" : `${((Date.parse(to) - Date.parse(from)) / 1000).toFixed(1)} s`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
