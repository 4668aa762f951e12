import type { RunDocument, RunEvent } from "../../core/cutover/index.ts";
import { escapeXml, tag } from "./report/html.ts";
import { type JudgedLook, judgeSection } from "./report/judge.ts";
import { banner, flips, log, numbers, steps } from "./report/sections.ts";
import { style } from "./report/style.ts";
import { timeline } from "./report/timeline.ts";

/**
 * report.html: one self-contained page for a person who was woken up. No script and nothing from outside, so that it
 * can be mailed and opened anywhere; all text from the run is escaped.
 *
 * @param looks The artifacts under `aca/`, in order.
 */
export function reportHtml(run: RunDocument, events: readonly RunEvent[], looks: readonly JudgedLook[] = []): string {
  const { service, stack, from, to } = run;
  const parts = [
    tag("h1", {}, `${service} on ${stack}: ${from.version} (${from.color}) → ${to.version} (${to.color})`),
    banner(run, events),
    numbers(run),
    ...(run.steps.some((step) => step.startedAt !== null) ? [timeline(run, events)] : []),
    tag("h2", {}, "Steps"),
    steps(run),
    judgeSection(looks),
    tag("h2", {}, "Flips"),
    flips(run),
    tag("h2", {}, "Ledger"),
    log(run, events),
    tag(
      "p",
      { class: "soft" },
      `Run ${run.runId}, began ${run.startedAt ?? "–"}, plan ${run.planDigest}, process ${run.pid}.`,
    ),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeXml(`${service} ${to.version}: ${run.outcome}`)}</title>
<style>${style}</style></head><body>
${parts.map(({ markup }) => markup).join("\n")}
</body></html>
`;
}
