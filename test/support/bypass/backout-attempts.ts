import { configDigest } from "../../../core/config/index.ts";
import { stack } from "../pack-project.ts";
import type { Attempt } from "./attempt.ts";
import { base } from "./world.ts";

const pretence = (id: string, what: string, config: Record<string, unknown>, says: string): Attempt => ({
  id,
  way: "backout",
  what,
  expect: "refused",
  says,
  run: async (w) => {
    await w.project.config(config);
    return w.up();
  },
});
const notOne = "claims to back out run";

/** Changes that say of themselves that they take something back. */
export const backoutAttempts: readonly Attempt[] = [
  pretence(
    "backout-own-digest",
    "run.preRunDigest set to the digest of the new config",
    { ...base, run: { id: "r1", fencingToken: 9, preRunDigest: configDigest(base) } },
    notOne,
  ),
  pretence(
    "backout-without-run",
    "the same without a run's id",
    { ...base, run: { fencingToken: 9, preRunDigest: configDigest(base) } },
    notOne,
  ),
  pretence(
    "backout-new-release",
    "a new version, named as the one before the run",
    {
      ...base,
      release: { ...base.release, blue: { version: "v9.0.0" } },
      run: {
        id: "r2",
        fencingToken: 9,
        preRunDigest: configDigest({ ...base, release: { ...base.release, blue: { version: "v9.0.0" } } }),
      },
    },
    notOne,
  ),
  pretence(
    "run-opened",
    "a run opened by hand",
    { ...base, run: { id: "r3", fencingToken: 9, preRunDigest: `sha256:${"0".repeat(64)}` } },
    'change freeze "year-end" holds',
  ),
  {
    id: "backout-with-pack",
    way: "backout",
    what: "the pretended backout with the pack",
    expect: "refused",
    says: notOne,
    run: async (w) => {
      await w.project.config({ ...base, run: { id: "r1", fencingToken: 9, preRunDigest: configDigest(base) } });
      return w.upWithPack();
    },
  },
  {
    id: "backout-maestro",
    way: "backout",
    what: "the pretended backout by maestro up",
    expect: "refused",
    says: notOne,
    run: async (w) => {
      await w.project.config({ ...base, run: { id: "r1", fencingToken: 9, preRunDigest: configDigest(base) } });
      return w.maestro(["up", "--stack", stack]);
    },
  },
  {
    id: "backout-destroy",
    way: "backout",
    what: "maestro destroy as a backout",
    expect: "refused",
    says: 'change freeze "year-end" holds',
    run: async (w) => {
      await w.project.config({ ...base, run: { id: "r1", fencingToken: 9, preRunDigest: configDigest(base) } });
      return w.maestro(["destroy"]);
    },
  },
];
