import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { command } from "../../../automation/cli/commands/slo-status.ts";
import { commandContext } from "../../support/command-context.ts";
import { sloDocument } from "../../support/slo-documents.ts";

const root = mkdtempSync(join(tmpdir(), "maestro-slo-status-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const now = Date.parse("2026-11-25T00:00:00Z");

function project(bad: (hoursAgo: number) => number | null): void {
  mkdirSync(join(root, "slo"), { recursive: true });
  mkdirSync(join(root, "data"), { recursive: true });
  writeFileSync(join(root, "slo/orders.yaml"), sloDocument());
  const rows = Array.from({ length: 720 }, (_, i) => 720 - i).map((ago) => {
    const b = bad(ago);
    return `${new Date(now - ago * 3_600_000).toISOString()},${b === null ? "," : `${1000 - b},1000`}`;
  });
  writeFileSync(join(root, "data/orders.csv"), ["timestamp,good,total", ...rows].join("\n"));
}
const run = (options: Record<string, unknown> = {}) =>
  command.run(commandContext(root), [], { now: "2026-11-25T00:00:00Z", ...options });

describe("maestro slo status", () => {
  it("answers 0 within the budget, 1 when it is exhausted, 3 when too much is missing", async () => {
    project(() => 0);
    expect((await run()).exitCode).toBe(0);
    project(() => 2);
    const { exitCode, document } = await run();
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({
      slos: [{ state: "exhausted", budget: { spent: expect.closeTo(2, 9) } }],
      counts: { exhausted: 1 },
    });
    project((ago) => (ago > 300 ? null : 0));
    expect((await run()).exitCode).toBe(3);
  });

  it("reads hourly data in hours, and says that shorter windows cannot be seen", async () => {
    project(() => 0);
    const { document } = await run();
    expect(document).toMatchObject({ slos: [{ burn: [{ short: null, burning: false }, {}, {}, { burning: false }] }] });
  });

  it("writes a page that names every SLO and escapes what it shows", async () => {
    project(() => 2);
    await run({ html: "out/status.html" });
    const page = readFileSync(join(root, "out/status.html"), "utf8");
    expect(page).toContain("orders-availability");
    expect(page).toContain("overspent by 43.2 of 43.2 min");
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  });

  it("refuses a service that has no SLO and a time that is none", async () => {
    project(() => 0);
    await expect(run({ service: "billing" })).rejects.toMatchObject({ code: "service-unknown", next: /orders/ });
    await expect(run({ now: "yesterday" })).rejects.toMatchObject({ code: "time-invalid" });
  });
});
