import { mkdir, rename, symlink } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { stack } from "../pack-project.ts";
import type { Attempt } from "./attempt.ts";
import { type BypassWorld, base, frozen, window } from "./world.ts";

const holds = 'change freeze "year-end" holds';

/** A raw `up` with the pack, after freeze.yaml was edited; `ticket` stands in the config. */
const edited = (id: string, what: string, text: string, options: { ticket?: string; says?: string } = {}): Attempt => ({
  id,
  way: "calendar",
  what,
  expect: "refused",
  says: options.says ?? holds,
  run: async (w) => {
    await w.project.write("freeze.yaml", text);
    if (options.ticket) await w.project.config({ ...base, change: { ticket: options.ticket } });
    return w.upWithPack();
  },
});
const one = (change: object): string => stringify({ freeze: [{ ...window, ...change }] });
const committed = (id: string, what: string, prepare: (w: BypassWorld) => Promise<unknown>): Attempt => ({
  id,
  way: "git",
  what,
  expect: "refused",
  says: holds,
  run: async (w) => {
    await prepare(w);
    return w.up();
  },
});

/** The calendar changed in the working tree, and in the checkout's history. */
export const calendarAttempts: readonly Attempt[] = [
  edited("window-removed", "the window removed", "freeze: []\n"),
  edited("window-shortened", "the window ended yesterday", one({ end: "2021-01-01T00:00:00Z" })),
  edited("window-later", "the window begins tomorrow", one({ start: "2098-01-01T00:00:00Z" })),
  edited(
    "exception-added",
    "an exception for an own ticket added",
    one({
      exceptions: [{ id: "mine", ticket: "CAB-9", stacks: [stack], expires: "2099-01-01", approvedBy: ["alice"] }],
    }),
    { ticket: "CAB-9" },
  ),
  edited(
    "exception-extended",
    "an expired exception extended",
    frozen.replace("2021-01-01T00:00:00Z", "2099-01-01T00:00:00Z"),
    {
      ticket: "CAB-10",
    },
  ),
  edited("ticket-only", "ticketOnly switched on", one({ ticketOnly: true }), { ticket: "CAB-9" }),
  edited("scope-narrowed", "the scope narrowed to staging", one({ scope: { environments: ["staging"] } })),
  edited(
    "zone-changed",
    "the window moved by its zone",
    one({
      start: "2020-01-01T00:00:00",
      end: "2020-01-02T00:00:00",
      zone: "Pacific/Kiritimati",
    }),
  ),
  edited("zone-misspelt", "a zone that does not exist", one({ zone: "Europe/Berln" }), { says: "unknown time zone" }),
  edited("unknown-key", "a key that does not exist", one({ enabled: false }), { says: "unknown key" }),
  edited("broken-yaml", "YAML that does not parse", "freeze: [\n", { says: "freeze.yaml:" }),
  edited("end-before-start", "an end before its start", one({ end: "2019-01-01T00:00:00Z" }), {
    says: "the end is before the start",
  }),
  {
    ...edited("calendar-deleted", "freeze.yaml deleted", ""),
    says: "there is no freeze.yaml",
    run: async (w) => {
      await w.remove("freeze.yaml");
      return w.upWithPack();
    },
  },
  {
    ...edited("calendar-renamed", "freeze.yaml renamed to freeze.yml", ""),
    says: "there is no freeze.yaml",
    run: async (w) => {
      await rename(join(w.dir, "freeze.yaml"), join(w.dir, "freeze.yml"));
      return w.up();
    },
  },
  {
    ...edited("calendar-symlink", "freeze.yaml a symlink to an empty calendar", ""),
    run: async (w) => {
      const target = await w.outside("open.yaml", "freeze: []\n");
      await w.remove("freeze.yaml");
      await symlink(target, join(w.dir, "freeze.yaml"));
      return w.upWithPack();
    },
  },
  {
    ...edited("calendar-folder", "freeze.yaml a folder", ""),
    says: "not a regular file",
    run: async (w) => {
      await w.remove("freeze.yaml");
      await mkdir(join(w.dir, "freeze.yaml"));
      return w.up();
    },
  },
  committed("local-commit", "the window removed in a local commit", async (w) => {
    await w.project.write("freeze.yaml", "freeze: []\n");
    await w.commit("lift the freeze");
  }),
  committed("old-commit", "a checkout of the commit before the freeze", (w) => w.git("checkout", "-q", "HEAD~1")),
  committed("old-branch", "a branch that forked before the freeze", async (w) => {
    await w.git("checkout", "-q", "-B", "feature", "HEAD~1");
    await w.project.write("app.txt", "a change\n");
    await w.commit("feature");
    await w.git("checkout", "-q", "feature");
  }),
  committed("replace-ref", "git replace of the trusted calendar", async (w) => {
    const blob = (await w.git("rev-parse", "origin/main:freeze.yaml")).trim();
    const open = (await w.git("rev-parse", "origin/main~1:freeze.yaml")).trim();
    await w.git("replace", "-f", blob, open);
    await w.project.write("freeze.yaml", "freeze: []\n");
  }),
  committed("grafted", "git replace of the trusted commit", async (w) => {
    const [tip, before] = [
      (await w.git("rev-parse", "origin/main")).trim(),
      (await w.git("rev-parse", "origin/main~1")).trim(),
    ];
    await w.git("replace", "-f", tip, before);
    await w.project.write("freeze.yaml", "freeze: []\n");
  }),
];
