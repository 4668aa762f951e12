import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../../support/run-command.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "maestro-freeze-"));
  await writeFile(join(dir, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
  await writeFile(join(dir, "Pulumi.prod.yaml"), stackFile("production", "orders"));
  await writeFile(join(dir, "Pulumi.stage.yaml"), stackFile("staging", "orders"));
  await writeFile(
    join(dir, "freeze.yaml"),
    `freeze:
  - name: year-end
    start: 2026-12-18
    end: 2026-12-27
    zone: Europe/Berlin
    exceptions: [security, {id: tax, ticket: CAB-7, stacks: [prod], expires: 2026-12-20, approvedBy: [alice]}]
  - {name: billing-close, start: 2026-12-24T00:00:00Z, end: 2026-12-31T00:00:00Z, scope: {services: [billing]}}
`,
  );
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const stackFile = (environment: string, service: string): string =>
  `config:\n  maestro-conductor:environment: ${environment}\n  maestro-conductor:service: ${service}\n`;

const freeze = (...args: string[]): ReturnType<typeof runCommand> => runCommand(["freeze", ...args], { cwd: dir });

test("simulate names who would be blocked and why, services without a stack here too", async () => {
  const { code, document } = await freeze("simulate", "--at", "2026-12-25T00:00:00Z");
  expect(code).toBe(0);
  expect(document).toMatchObject({ at: "2026-12-25T00:00:00Z", blocked: 2 });
  expect(document.places).toMatchObject([
    { name: "stack prod", blocked: true, window: { name: "year-end" }, reasons: [{ code: "ticket-missing" }] },
    { name: "stack stage", blocked: false, rule: "no-window" },
    {
      name: "service billing",
      blocked: true,
      reasons: [{ code: "ticket-missing" }, { code: "ticket-missing" }, { code: "windows-overlap" }],
    },
  ]);
  const after = await freeze("simulate", "--at", "2026-12-28T00:00:00Z", "--stack", "prod");
  expect(after.document).toMatchObject({ blocked: 0, places: [{ name: "stack prod" }] });
});

test("status says until when, next what comes", async () => {
  expect((await freeze("status", "--now", "2026-12-25T00:00:00Z")).document).toMatchObject({
    frozen: true,
    freeAt: "2026-12-31T00:00:01Z",
    windows: [{ name: "year-end", open: true, carveOuts: ["security"] }, { name: "billing-close" }],
  });
  const next = await freeze("next", "--now", "2026-12-20T00:00:00Z", "--stack", "prod");
  expect(next.document).toMatchObject({
    frozen: true,
    freeAt: "2026-12-27T23:00:00Z",
    windows: [{ name: "billing-close", start: "2026-12-24T00:00:00Z" }],
  });
});

test("comms writes the three usual files and the release notes that refer to them", async () => {
  const args = ["--ticket", "cab-7", "--stack", "prod", "--to", "v2", "--out", "out"];
  const { code, document } = await freeze("comms", "--now", "2026-12-19T00:00:00Z", ...args);
  expect(code).toBe(0);
  expect((document.files as { name: string }[]).map(({ name }) => name)).toEqual([
    "exception",
    "notification",
    "release-notes",
    "rollback",
  ]);
  const read = (name: string): Promise<string> => readFile(join(dir, "out", `${name}.md`), "utf8");
  expect(await read("notification")).toContain("In Europe/Berlin: 2026-12-18 00:00 to 2026-12-27 00:00");
  expect(await read("exception")).toContain("| CAB ticket | CAB-7 |\n| Stack | prod |\n| Service | orders |");
  expect(await read("exception")).toContain("| Exception | tax |");
  const notes = await read("release-notes");
  for (const file of ["notification.md", "exception.md", "rollback.md"]) expect(notes).toContain(`(${file})`);
  expect(notes).toContain("approved by alice");
});

test("an unknown placeholder of a project's own template writes nothing", async () => {
  await mkdir(join(dir, "comms/freeze"), { recursive: true });
  await writeFile(join(dir, "comms/freeze/notification.md"), "Hello\n{{window.nmae}}\n");
  try {
    const { code, error } = await freeze("comms", "--now", "2026-12-19T00:00:00Z", "--out", "none");
    expect(code).toBe(2);
    expect(error).toMatchObject({ code: "placeholder-unknown", line: 2, column: 1 });
    await expect(readFile(join(dir, "none/notification.md"))).rejects.toThrow();
  } finally {
    await rm(join(dir, "comms"), { recursive: true });
  }
});

test.each([
  ["simulate", ["--at", "soon"], "time-invalid", "--at"],
  ["next", ["--count", "0"], "option-invalid", "--count"],
  ["calendar", ["--zone", "Europe/Berln"], "zone-unknown", "--zone"],
  ["calendar", ["--from", "2026-12-02", "--to", "2026-12-01"], "end-before-start", "--to"],
  ["comms", ["--window", "nope"], "window-unknown", "--window"],
  ["simulate", ["--stack", "nope"], "stack-unknown", "--stack"],
])("%s %j is bad input that names its field", async (command, args, code, field) => {
  const { code: exit, error } = await freeze(command, ...args);
  expect(exit).toBe(2);
  expect(error).toMatchObject({ code, field });
});
