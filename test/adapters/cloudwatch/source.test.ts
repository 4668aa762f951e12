import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { cloudWatchSource } from "../../../adapters/cloudwatch/source.ts";

/** A fake of CloudWatch on loopback: each request gets the next answer, the last one for ever. */
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function ask(...answers: (object | number)[]) {
  server?.closeAllConnections();
  server?.close();
  const asked: { NextToken?: string }[] = [];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      asked.push(JSON.parse(body) as object);
      const answer = answers[Math.min(asked.length, answers.length) - 1]!;
      if (answer === -1) return;
      response.setHeader("content-type", "application/x-amz-json-1.0");
      if (typeof answer === "number") response.writeHead(answer).end("{}");
      else response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const source = cloudWatchSource({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    attempts: 1,
    timeoutMs: 500,
  });
  return { asked, outcome: await source.samples("p95", { start: 60_000, end: 360_000, step: 60_000 }) };
}
const result = (times: number[], values: number[], status = "Complete") => ({
  MetricDataResults: [{ Id: "m", StatusCode: status, Timestamps: times, Values: values }],
});

it("joins the pages and leaves null where there is no value", async () => {
  const { asked, outcome } = await ask(
    { ...result([60, 120], [1, 2], "PartialData"), NextToken: "next" },
    result([240], [4]),
  );
  expect(outcome).toEqual({ outcome: "data", samples: [1, 2, null, 4, null], resolved: "p95" });
  expect(asked.map((one) => one.NextToken)).toEqual([undefined, "next"]);
});

it("an outage, a timeout, partial data, two series and odd times are errors, nothing is no data", async () => {
  const two = { MetricDataResults: [...result([], []).MetricDataResults, ...result([], []).MetricDataResults] };
  for (const answer of [500, -1, result([60], [1], "PartialData"), two, result([61], [1]), result([60], [])])
    expect((await ask(answer)).outcome.outcome, JSON.stringify(answer)).toBe("error");
  expect((await ask(result([], []))).outcome.outcome).toBe("nodata");
});
