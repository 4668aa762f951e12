import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDatabase, openDatabase, PostgresServer } from "../../../adapters/postgres/index.ts";
import { freePort } from "../../../adapters/postgres/port.ts";
import { endProcess, identify, isSame } from "../../../adapters/process/identity.ts";

const asRoot = process.getuid?.() === 0;
let top: string;
let stateDir: string;
let server: PostgresServer;
/** Data folders below the temporary folder, to be removed after a test. */
let relocated: string[];

beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "pg-")));
  chmodSync(top, 0o755);
  stateDir = join(top, "state");
  server = new PostgresServer({ stateDir });
  relocated = [];
});
afterEach(async () => {
  await server.stop();
  for (const folder of [top, ...relocated]) rmSync(folder, { recursive: true, force: true });
});

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test("a server starts durable and private, is found again, keeps its data and port over a stop", async () => {
  expect(await server.find()).toBeNull();
  const first = await server.start();
  const settings = ["fsync", "synchronous_commit", "listen_addresses", "unix_socket_directories", "max_connections"];
  const rows = await query(
    first.url,
    `SELECT name, setting FROM pg_settings WHERE name IN ('${settings.join("','")}')`,
  );
  expect(Object.fromEntries(rows.map((row) => [row.name, row.setting]))).toEqual({
    fsync: "on",
    synchronous_commit: "on",
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
  });
  for (const name of ["password", "server.json"])
    expect(statSync(join(stateDir, "postgres", name)).mode & 0o777, name).toBe(0o600);
  const url = await createDatabase(first.url, "orders");
  expect(await createDatabase(first.url, "orders")).toBe(url);
  await query(url, "CREATE TABLE t AS SELECT 7 AS x");
  expect(await new PostgresServer({ stateDir }).find()).toEqual(first);
  expect(await new PostgresServer({ stateDir }).start()).toEqual(first);
  expect(await server.stop()).toBe("ended");
  expect(await server.stop()).toBe("gone");
  expect(await server.find()).toBeNull();
  const again = await server.start();
  expect(again.port).toBe(first.port);
  expect(await query(url, "SELECT x FROM t")).toEqual([{ x: 7 }]);
});

test("a wrong password is refused", async () => {
  const { url } = await server.start();
  const wrong = new URL(url);
  wrong.password = "wrong";
  await expect(query(wrong.href, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
});

test("a server outlives the process that started it", async () => {
  const module = join(import.meta.dirname, "../../../adapters/postgres/index.ts");
  const starter = spawn(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `import { PostgresServer } from ${JSON.stringify(module)};
       await new PostgresServer({ stateDir: ${JSON.stringify(stateDir)} }).start();`,
    ],
    { stdio: "inherit" },
  );
  expect(await once(starter, "exit")).toEqual([0, null]);
  const found = await server.find();
  expect(found).not.toBeNull();
  expect(await query(found!.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("after a crash an acknowledged row is there, and a stranger who has the old pid is left alone", async () => {
  const first = await server.start();
  await query(first.url, "CREATE TABLE t AS SELECT 1 AS x");
  await endProcess(first.process, { graceMs: 0 });
  const stranger = spawn("sleep", ["60"], { stdio: "ignore" });
  const identity = identify(stranger.pid!)!;
  const pidFile = join(first.data, "postmaster.pid");
  writeFileSync(pidFile, readFileSync(pidFile, "utf8").replace(/^\d+/, String(stranger.pid)));
  const record = join(stateDir, "postgres", "server.json");
  const { startedAt } = first.process;
  const stale = { ...JSON.parse(readFileSync(record, "utf8")), process: { pid: stranger.pid, startedAt } };
  writeFileSync(record, JSON.stringify(stale));
  expect(await server.find()).toBeNull();
  expect(await server.stop()).toBe("gone");
  const second = await server.start();
  expect(second.process.pid).not.toBe(stranger.pid);
  expect(await query(second.url, "SELECT x FROM t")).toEqual([{ x: 1 }]);
  expect(isSame(identity)).toBe(true);
  await endProcess(identity, { graceMs: 0 });
});

test("a server whose record was lost in a crash is found by its own pid file and its password", async () => {
  const first = await server.start();
  const record = join(stateDir, "postgres", "server.json");
  writeFileSync(record, JSON.stringify({ ...JSON.parse(readFileSync(record, "utf8")), process: null, port: 1 }));
  expect(await server.find()).toEqual(first);
});

test("two starts at once give one server", async () => {
  const [one, two] = await Promise.all([server.start(), new PostgresServer({ stateDir }).start()]);
  expect(one).toEqual(two);
});

test("the last port being taken, another is chosen; a port that was asked for is refused", async () => {
  const { port } = await server.start();
  await server.stop();
  const squatter = createServer().listen(port, "127.0.0.1");
  await once(squatter, "listening");
  const strict = new PostgresServer({ stateDir, port });
  await expect(strict.start()).rejects.toMatchObject({
    code: "postgres-port-taken",
    exitCode: 4,
    next: expect.stringContaining(String(port)),
  });
  expect((await server.start()).port).not.toBe(port);
  squatter.close();
});

test.each([
  ["its control file is gone", (data: string) => rmSync(join(data, "global", "pg_control"))],
  [
    "its control file is garbage",
    (data: string) => writeFileSync(join(data, "global", "pg_control"), "x".repeat(8192)),
  ],
  ["its log is gone", (data: string) => rmSync(join(data, "pg_wal"), { recursive: true })],
  ["it is no cluster", (data: string) => rmSync(join(data, "PG_VERSION"))],
])("a data folder is called broken when %s, and is not overwritten", async (_, damage) => {
  const { data } = await server.start();
  await server.stop();
  damage(data);
  const files = readdirSync(data).sort();
  await expect(server.start()).rejects.toMatchObject({
    code: "postgres-broken-data",
    next: expect.stringContaining(data),
  });
  expect(readdirSync(data).sort()).toEqual(files);
});

test("a data folder of another major version is called that", async () => {
  const { data } = await server.start();
  await server.stop();
  writeFileSync(join(data, "PG_VERSION"), "12\n");
  await expect(server.start()).rejects.toMatchObject({ code: "postgres-wrong-version" });
});

test("an interrupted first start leaves no half-made cluster", async () => {
  const controller = new AbortController();
  const starting = new PostgresServer({ stateDir, signal: controller.signal }).start();
  const folder = join(stateDir, "postgres");
  await Promise.race([
    starting.catch(() => undefined),
    expect.poll(() => existsSync(folder) && readdirSync(folder).some((name) => name.startsWith("init-"))).toBe(true),
  ]);
  controller.abort(new Error("SIGINT"));
  await expect(starting).rejects.toMatchObject({ code: "interrupted" });
  expect(readdirSync(folder).filter((name) => name.startsWith("init-") || name === "data")).toEqual([]);
  expect(await server.start()).toHaveProperty("url");
});

test.runIf(asRoot)(
  "below a home of mode 0700 data and programs are put where the server's user may enter",
  async () => {
    chmodSync(top, 0o700);
    const { data, url } = await server.start();
    relocated.push(dirname(data));
    expect(data.startsWith(top)).toBe(false);
    expect(statSync(data).uid).not.toBe(0);
    expect(JSON.parse(readFileSync(join(stateDir, "postgres", "server.json"), "utf8"))).toMatchObject({ data });
    expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect((await new PostgresServer({ stateDir }).find())?.data).toBe(data);
    await server.remove();
    expect([existsSync(dirname(data)), existsSync(join(stateDir, "postgres"))]).toEqual([false, false]);
  },
);

test("removing takes the data and nothing that a changed record names", async () => {
  const { data } = await server.start();
  const precious = join(top, "precious", "data");
  mkdirSync(precious, { recursive: true });
  await server.stop();
  const record = join(stateDir, "postgres", "server.json");
  writeFileSync(record, JSON.stringify({ ...JSON.parse(readFileSync(record, "utf8")), data: precious }));
  await server.remove();
  expect([existsSync(data), existsSync(precious)]).toEqual([false, true]);
  await server.remove();
});

test.runIf(asRoot)("a folder that somebody else has put into the temporary folder is not used", async () => {
  chmodSync(top, 0o700);
  const { data } = await server.start();
  await server.stop();
  const base = dirname(data);
  relocated.push(base);
  rmSync(base, { recursive: true });
  const { chownSync } = await import("node:fs");
  mkdirSync(base);
  chownSync(base, 54_321, 54_321);
  await expect(server.start()).rejects.toMatchObject({ code: "postgres-no-place" });
});

test("DATABASE_URL is used as it stands and no server is started", async () => {
  const { url } = await server.start();
  const other = join(top, "other");
  expect(await openDatabase("orders", { stateDir: other, env: { DATABASE_URL: url } })).toEqual({ url, server: null });
  expect(existsSync(other)).toBe(false);
  const dead = `postgres://a:b@127.0.0.1:${await freePort()}/x`;
  const unreachable = openDatabase("orders", { stateDir: other, env: { DATABASE_URL: dead } });
  await expect(unreachable).rejects.toMatchObject({ code: "database-unreachable", exitCode: 4 });
  await expect(unreachable).rejects.not.toMatchObject({ message: expect.stringContaining("a:b") });
  for (const bad of ["mysql://x", "nonsense"])
    await expect(openDatabase("orders", { stateDir: other, env: { DATABASE_URL: bad } })).rejects.toMatchObject({
      code: "database-url-invalid",
      exitCode: 2,
      field: "DATABASE_URL",
    });
});

test.each(["", "Orders", "a-b", 'a"; DROP', "1a", "a".repeat(64)])("%j is no database name", async (name) => {
  await expect(createDatabase("postgres://127.0.0.1:1/x", name)).rejects.toMatchObject({
    code: "database-name-invalid",
  });
});
