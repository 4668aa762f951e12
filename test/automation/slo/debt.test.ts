import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { command as debt } from "../../../automation/cli/commands/slo-debt.ts";
import { command as noise } from "../../../automation/cli/commands/slo-noise.ts";
import { commandContext } from "../../support/command-context.ts";
import { sloDocument } from "../../support/slo-documents.ts";

const root = mkdtempSync(join(tmpdir(), "maestro-slo-debt-"));
const hour = 3_600_000;
const last = Math.floor(Date.now() / hour) * hour;
const write = (file: string, text: string): void => {
  mkdirSync(join(root, file, ".."), { recursive: true });
  writeFileSync(join(root, file), text);
};
function measured(days: number): void {
  const rows = Array.from({ length: days * 24 }, (_, i) => `${new Date(last - i * hour).toISOString()},998,1000`);
  write("data/orders.csv", ["timestamp,good,total", ...rows].join("\n"));
}

/** A fake of GitHub's issues: it keeps what is posted and lists it. */
const issues: { title: string; body: string; html_url: string }[] = [];
let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      response.setHeader("content-type", "application/json");
      if (request.method === "GET") return response.end(JSON.stringify(issues));
      const posted = { ...JSON.parse(body), html_url: `https://github.example/issues/${issues.length + 1}` };
      issues.push(posted);
      response.statusCode = 201;
      return response.end(JSON.stringify(posted));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  issues.length = 0;
  write("slo/orders.yaml", sloDocument());
  const { port } = server.address() as AddressInfo;
  write(
    "notify.yaml",
    `sinks:\n  - {name: tracker, kind: github, on: [debt], repository: acme/shop, labels: [slo-debt], apiUrl: "http://127.0.0.1:${port}", tokenEnv: TOKEN}\n`,
  );
});
const context = (stateDir = ".maestro") =>
  commandContext(root, { env: { TOKEN: "t" }, stateDir: join(root, stateDir) });

describe("maestro slo debt", () => {
  it("opens an epic and an issue that names it, once, from whichever machine it is exported", async () => {
    measured(60);
    const run = (stateDir: string) => debt.run(context(stateDir), [], { history: "90d", export: true });
    expect((await run(".maestro")).exitCode).toBe(1);
    expect(issues.map(({ title }) => title)).toEqual([
      "SLO debt of orders",
      "SLO debt: orders-availability overspends its error budget",
    ]);
    expect(issues[1]!.body).toContain("Epic: https://github.example/issues/1");
    await run(".maestro");
    await run(".other-machine");
    expect(issues).toHaveLength(2);
  });

  it("ages on from the committed backlog where the data is kept shorter", async () => {
    measured(60);
    await debt.run(context(), [], { history: "90d", write: true });
    const { items } = JSON.parse(readFileSync(join(root, "slo/debt.json"), "utf8"));
    measured(31);
    const { document } = await debt.run(context(), [], { history: "90d", out: "out" });
    expect(document.items).toMatchObject([{ since: items[0].since.replace(".000Z", "Z") }]);
    expect(readFileSync(join(root, "out/debt.md"), "utf8")).toContain("min =");
  });

  it("does not take what cannot be read for no debt", async () => {
    measured(5);
    const { exitCode, document } = await debt.run(context(), [], { history: "90d" });
    expect(exitCode).toBe(3);
    expect(document.unread).toEqual([expect.stringContaining("only")]);
  });

  it("refuses a backlog that is none and a history that is none", async () => {
    measured(31);
    write("slo/debt.json", "{}");
    await expect(debt.run(context(), [], { history: "90d" })).rejects.toMatchObject({ code: "debt-file" });
    await expect(debt.run(context(), [], { history: "long" })).rejects.toMatchObject({ code: "bad-option" });
  });
});

describe("maestro slo noise", () => {
  const alert = `apiVersion: maestro-conductor/v1
kind: Alert
metadata: {name: few}
spec: {service: orders, metricSource: {type: File, spec: {file: data/orders.csv, column: good}}, op: lt, value: 999}
`;
  it("is 3 without known incidents, and 1 where an alert is noisy", async () => {
    measured(40);
    write("slo/alerts.yaml", alert);
    const run = () => noise.run(context(), [], { history: "30d", service: "orders" });
    expect((await run()).exitCode).toBe(3);
    const [start, end] = [new Date(last - 400 * hour), new Date(last - 399 * hour)].map((at) => at.toISOString());
    write(
      "slo/incidents.yaml",
      `apiVersion: maestro-conductor/v1\nkind: Incident\nmetadata: {name: one}\nspec: {service: orders, start: "${start}", end: "${end}"}\n`,
    );
    const { document } = await run();
    expect(document.rules).toContainEqual(
      expect.objectContaining({
        name: "few",
        score: expect.objectContaining({ alerts: 1, precision: 1, detected: 1 }),
      }),
    );
  });

  it("names Prometheus rules that it does not replay, and why", async () => {
    measured(40);
    write("rules.yaml", "groups:\n  - name: g\n    rules:\n      - {alert: Gone, expr: absent(up), for: 5m}\n");
    const { document } = await noise.run(context(), [], { history: "30d", rules: "rules.yaml" });
    expect(document.warnings).toEqual([expect.stringContaining("the alert Gone is not replayed")]);
    await expect(noise.run(context(), [], { history: "30d", rules: "none.yaml" })).rejects.toMatchObject({
      code: "file-missing",
    });
  });
});
