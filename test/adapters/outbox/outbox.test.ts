import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { githubSink } from "../../../adapters/outbox/github-sink.ts";
import { DurableOutbox, makeSink, readNotify } from "../../../adapters/outbox/index.ts";
import { webhookSink } from "../../../adapters/outbox/webhook-sink.ts";
import { type Message, notifySchema, type Sink, SinkRefused } from "../../../core/outbox/index.ts";

let dir: string;
let servers: Server[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "outbox-"));
});
afterEach(async () => {
  for (const server of servers) await new Promise((done) => server.close(done));
  servers = [];
  rmSync(dir, { recursive: true, force: true });
});

const message = (id: string, more: Partial<Message> = {}): Message => ({
  id,
  topic: "incident",
  sink: "ops",
  title: `Incident ${id}`,
  text: "It broke.",
  facts: { run: "r1" },
  attachments: [],
  at: 1_700_000_000_000,
  ...more,
});
const outbox = (sinks: Sink[], now = () => 1_000): DurableOutbox =>
  new DurableOutbox({ stateDir: dir, sinks, now, random: () => 0.5, timeoutMs: 2_000 });

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A fake receiver on loopback that answers what it is told to. */
async function receiver(
  answer: (seen: Seen, number: number) => { status: number; body?: unknown },
): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      const one = { method: request.method!, url: request.url!, headers: request.headers, body };
      seen.push(one);
      const { status, body: out } = answer(one, seen.length);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(out ?? {}));
    });
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

describe("the durable outbox", () => {
  test("tries again later with a growing wait, then delivers, each once", async () => {
    let now = 0;
    let tries = 0;
    const flaky: Sink = {
      name: "ops",
      deliver: async () => {
        tries += 1;
        if (tries < 3) throw new Error("down");
        return { ref: "done" };
      },
    };
    const box = outbox([flaky], () => now);
    box.queue([message("a")]);
    box.queue([message("a")]);
    expect(await box.flush()).toEqual({ delivered: 0, failed: 1, busy: false });
    const first = box.pending()[0]!.retryAt;
    expect(await box.flush(), "not before its time").toEqual({ delivered: 0, failed: 0, busy: false });
    now = first;
    await box.flush();
    expect(box.pending()[0]!.retryAt - now).toBeGreaterThan(first);
    now = box.pending()[0]!.retryAt;
    expect(await box.flush()).toMatchObject({ delivered: 1 });
    expect(box.pending()).toEqual([]);
    await box.flush(true);
    expect(tries).toBe(3);
  });

  test("keeps what a sink refuses until a person flushes", async () => {
    let token = "wrong";
    const strict: Sink = {
      name: "ops",
      deliver: async ({ id }) => {
        if (token === "wrong" && id === "a") throw new SinkRefused("401");
        return { ref: "done" };
      },
    };
    const box = outbox([strict], () => 1e12);
    box.queue([message("a"), message("b")]);
    expect(await box.flush()).toMatchObject({ delivered: 1, failed: 1 });
    expect(await box.flush()).toMatchObject({ delivered: 0, failed: 0 });
    token = "right";
    expect(await box.flush(true)).toMatchObject({ delivered: 1, failed: 0 });
  });

  test("loses nothing that it acknowledged when the process is killed, and delivers it with the same key", async () => {
    const script = `
      const { DurableOutbox } = await import(${JSON.stringify(new URL("../../../adapters/outbox/index.ts", import.meta.url).href)});
      const sink = { name: "ops", deliver: () => new Promise(() => {}) };
      const box = new DurableOutbox({ stateDir: ${JSON.stringify(dir)}, sinks: [sink], now: Date.now, random: Math.random, timeoutMs: 60000 });
      for (let n = 0; ; n += 1) {
        box.queue([{ id: "m" + n, topic: "hold", sink: "ops", title: "t", text: "", facts: {}, attachments: [], at: 1 }]);
        console.log("m" + n);
        if (n === 3) void box.flush();
        await new Promise((done) => setTimeout(done, 1));
      }`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let acknowledged = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      acknowledged += text;
      if (acknowledged.includes("m12\n")) child.kill("SIGKILL");
    });
    await once(child, "close");
    // What a crash in the middle of a write leaves behind spoils nothing.
    appendFileSync(join(dir, "outbox", "outbox.jsonl"), '\n{"kind":"queued","mess');
    const keys: string[] = [];
    const box = outbox([{ name: "ops", deliver: async (_m, key) => ({ ref: String(keys.push(key)) }) }], Date.now);
    box.queue([message("after")]);
    await box.flush();
    const wanted = acknowledged
      .trim()
      .split("\n")
      .map((id) => `ops:${id}`);
    expect(wanted.length).toBeGreaterThan(12);
    for (const key of wanted)
      expect(
        keys.filter((k) => k === key),
        key,
      ).toHaveLength(1);
    expect(keys.at(-1)).toBe("ops:after");
  });

  test("one process delivers at a time, and a sink that hangs keeps only its own waiting", async () => {
    let running = 0;
    let most = 0;
    const slow: Sink = {
      name: "ops",
      deliver: async () => {
        most = Math.max(most, ++running);
        await new Promise((done) => setTimeout(done, 50));
        running -= 1;
        return { ref: "x" };
      },
    };
    const hung: Sink = {
      name: "hung",
      deliver: (_m, _k, _a, signal) =>
        new Promise((_, no) => signal.addEventListener("abort", () => no(signal.reason as Error))),
    };
    const box = outbox([slow, hung]);
    box.queue([message("z", { sink: "hung" }), message("a"), message("b")]);
    const both = await Promise.all([box.flush(), box.flush()]);
    expect(both.map(({ busy }) => busy).sort()).toEqual([false, true]);
    expect(most).toBe(1);
    expect(box.pending().map(({ message: m }) => m.sink)).toEqual(["hung"]);
  });
});

describe("a webhook", () => {
  test("gets the key, a signature over the body and the report", async () => {
    const { url, seen } = await receiver(() => ({ status: 200 }));
    const report = join(dir, "report.html");
    writeFileSync(report, "<p>it broke</p>");
    const box = outbox([webhookSink({ name: "ops", url, secret: "s3", bearer: "t0" })]);
    box.queue([message("a", { attachments: [report, join(dir, "gone.json")] })]);
    expect(await box.flush()).toMatchObject({ delivered: 1 });
    const { createHmac } = await import("node:crypto");
    const [{ headers, body }] = seen as [Seen];
    expect(headers).toMatchObject({ "idempotency-key": "ops:a", authorization: "Bearer t0" });
    expect(headers["x-maestro-signature"]).toBe(`sha256=${createHmac("sha256", "s3").update(body).digest("hex")}`);
    const sent = JSON.parse(body) as { attachments: { name: string; base64: string | null }[] };
    expect(sent.attachments).toMatchObject([
      { name: "report.html", base64: Buffer.from("<p>it broke</p>").toString("base64") },
      { name: "gone.json", base64: null },
    ]);
  });

  test.each([
    [503, false],
    [429, false],
    [401, true],
    [404, true],
    [302, false],
  ])("that answers %i is final: %s", async (status, parked) => {
    const { url } = await receiver(() => ({ status }));
    const box = outbox([webhookSink({ name: "ops", url })]);
    box.queue([message("a")]);
    expect(await box.flush()).toMatchObject({ failed: 1 });
    expect(box.pending()[0]).toMatchObject({ parked });
  });
});

describe("GitHub", () => {
  const sink = (url: string): Sink =>
    githubSink({ name: "ops", apiUrl: url, repository: "acme/shop", labels: ["release-incident"], token: "t" });

  test("gets one issue, also when the process died between opening it and noting it", async () => {
    const issues: { html_url: string; body: string }[] = [];
    const { url, seen } = await receiver(({ method, body }) => {
      if (method === "GET") return { status: 200, body: issues };
      issues.push({
        html_url: `https://github.test/acme/shop/issues/${issues.length + 1}`,
        body: (JSON.parse(body) as { body: string }).body,
      });
      return { status: 201, body: issues.at(-1) };
    });
    const record = join(dir, "run.json");
    writeFileSync(record, '{"a": "```"}');
    const first = await sink(url).deliver(
      message("a"),
      "ops:a",
      [{ name: "run.json", content: readFileSync(record) }],
      AbortSignal.timeout(2_000),
    );
    const again = await sink(url).deliver(message("a"), "ops:a", [], AbortSignal.timeout(2_000));
    expect(again).toEqual(first);
    await sink(url).deliver(message("b"), "ops:b", [], AbortSignal.timeout(2_000));
    expect(issues).toHaveLength(2);
    expect(issues[0]!.body).toContain('````\n{"a": "```"}\n````');
    expect(seen[0]!.url).toMatch(/^\/repos\/acme\/shop\/issues\?.*labels=release-incident/);
    expect(seen[1]!.headers.authorization).toBe("Bearer t");
  });
});

describe("notify.yaml", () => {
  test("is files below the state directory where there is none", async () => {
    const config = readNotify(dir);
    const box = outbox(config.sinks.map((s) => makeSink(s, { projectDir: dir, stateDir: dir }, {})));
    box.queue([message("run/1", { sink: "files" })]);
    await box.flush();
    expect(JSON.parse(readFileSync(join(dir, "notices", "files_run_1", "incident.json"), "utf8"))).toMatchObject({
      key: "files:run/1",
    });
  });

  test("names file and line of what is wrong, and never holds a secret", () => {
    mkdirSync(dir, { recursive: true });
    writeFileSync(
      join(dir, "notify.yaml"),
      "sinks:\n  - name: ops\n    kind: webhook\n    url: https://x.test\n    token: abc\n",
    );
    expect(() => readNotify(dir)).toThrow(expect.objectContaining({ exitCode: 2, line: 5 }));
    expect(() =>
      notifySchema.parse({
        sinks: [
          { name: "a", kind: "file" },
          { name: "a", kind: "file" },
        ],
      }),
    ).toThrow(/one name/);
  });

  test("a secret that is not in the environment parks the message until a process has it", async () => {
    const config = notifySchema.parse({ sinks: [{ name: "ops", kind: "github", repository: "a/b" }] });
    const box = outbox(config.sinks.map((s) => makeSink(s, { projectDir: dir, stateDir: dir }, {})));
    box.queue([message("a")]);
    await box.flush();
    expect(box.pending()[0]).toMatchObject({ parked: true, lastError: expect.stringContaining("GITHUB_TOKEN") });
  });
});
