import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseAnswers } from "../../../examples/load/analysis.ts";
import { loadClient } from "../../../examples/load/client.ts";
import { runLoad } from "../../../examples/load/load.ts";
import { Mix } from "../../../examples/load/mix.ts";
import { readOptions } from "../../../examples/load/options.ts";
import { seededRandom } from "../../../examples/orders/random.ts";

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "maestro-load-"));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

const now = (): number => performance.timeOrigin + performance.now();

async function loaded(
  handler: Parameters<typeof createServer>[1],
  extra: string[],
  signal = new AbortController().signal,
): Promise<Awaited<ReturnType<typeof runLoad>>> {
  const server = createServer({}, handler!);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = readOptions(["--url", url, "--out", out, "--run", "r", ...extra], "r");
  try {
    return await runLoad(options, {
      client: loadClient(options.url, options.timeoutMs, now),
      mix: new Mix("r", seededRandom(1)),
      now,
      signal,
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("runLoad", () => {
  test("it sends at its rate while no answer comes, and counts each that never comes", async () => {
    const summary = await loaded(() => undefined, ["--rate", "200", "--seconds", "0.5", "--timeout", "700"]);
    expect(summary).toMatchObject({
      requests: 100,
      failed: 100,
      failedBySwitch: 100,
      outcomes: { timeout: 100 },
      finished: true,
    });
  });

  test("nothing is sent twice, and a reset counts", async () => {
    let seen = 0;
    const summary = await loaded(
      (request) => {
        seen++;
        request.socket.destroy();
      },
      ["--rate", "100", "--seconds", "0.2"],
    );
    expect(summary).toMatchObject({ requests: 20, outcomes: { reset: 20 } });
    expect(seen).toBe(20);
  });

  test("the log has each answer once and the summary agrees with it", async () => {
    const summary = await loaded(
      (request, response) => {
        response.setHeader("x-served-by", "blue;v1;0");
        response.writeHead(request.method === "POST" ? 201 : 200).end();
      },
      ["--rate", "200", "--seconds", "0.5"],
    );
    const answers = parseAnswers(readFileSync(join(out, "answers.ndjson"), "utf8"));
    expect(answers.map(({ n }) => n).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect(summary).toMatchObject({ requests: 100, failed: 0, byColor: { blue: 100 } });
    expect(JSON.parse(readFileSync(join(out, "summary.json"), "utf8"))).toEqual(summary);
    for (const one of answers) expect(one.done).toBeGreaterThanOrEqual(one.scheduled);
  });

  test("latency counts from when a request was due", async () => {
    const held: (() => void)[] = [];
    const timer = setTimeout(() => {
      for (const release of held.splice(0)) release();
    }, 400);
    const summary = await loaded(
      (_request, response) => void held.push(() => response.writeHead(201).end()),
      ["--rate", "50", "--seconds", "0.2"],
    );
    clearTimeout(timer);
    expect(summary.p50).toBeGreaterThan(250);
  });

  test("told to end, it stops sending and waits for what is in flight", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    const summary = await loaded(
      (request, response) => setTimeout(() => response.writeHead(request.method === "POST" ? 201 : 200).end(), 100),
      ["--rate", "100"],
      controller.signal,
    );
    expect(summary).toMatchObject({ failed: 0, inFlight: 0, finished: true });
    expect(summary.requests).toBeGreaterThan(5);
  });
});
