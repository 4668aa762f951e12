import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Attempt } from "./attempt.ts";
import { type BypassWorld, base } from "./world.ts";

const holds = 'change freeze "year-end" holds';
/** A Date that is years ago, for every Node process that loads it. */
const oldClock = `const back = 7 * 365 * 86400e3; const Real = Date;
globalThis.Date = class extends Real { constructor(...a) { super(...(a.length ? a : [Real.now() - back])); } static now() { return Real.now() - back; } };
`;
const faketime = "/usr/bin/faketime";

const withEnvironment = (
  id: string,
  what: string,
  env: (w: BypassWorld) => Promise<Record<string, string>>,
  says = holds,
): Attempt => ({ id, way: "environment", what, expect: "refused", says, run: async (w) => w.up([], await env(w)) });

const withConfig = (id: string, what: string, config: object, says = holds): Attempt => ({
  id,
  way: "config",
  what,
  expect: "refused",
  says,
  run: async (w) => {
    await w.project.config({ ...base, ...config });
    return w.up();
  },
});

/** Another checkout whose calendar is open, and its .git folder. */
async function openCheckout(w: BypassWorld): Promise<string> {
  const folder = join(w.dir, ".maestro", "outside", "open-checkout");
  if (!existsSync(folder)) {
    await w.git("clone", "-q", w.dir, folder);
    await w.git("-C", folder, "checkout", "-q", "-B", "main", "origin/main~1");
    await w.git("-C", folder, "update-ref", "refs/remotes/origin/main", "HEAD");
  }
  return folder;
}

/** Environment, PATH, clock and stack config. */
export const environmentAttempts: readonly Attempt[] = [
  withEnvironment("tz", "TZ far from UTC", async () => ({ TZ: "Pacific/Kiritimati" })),
  withEnvironment("maestro-variables", "MAESTRO_ROOT, MAESTRO_STATE_DIR and PWD elsewhere", async (w) => {
    const folder = await openCheckout(w);
    return { MAESTRO_ROOT: folder, MAESTRO_STATE_DIR: join(folder, ".maestro"), PWD: folder, INIT_CWD: folder };
  }),
  withEnvironment("fake-git", "a git on PATH that knows no commit", (w) => w.fake("git", "#!/bin/sh\nexit 128\n")),
  withEnvironment("fake-git-open", "a git on PATH that shows an empty calendar", (w) =>
    w.fake("git", '#!/bin/sh\ncase "$*" in *cat-file*) echo "freeze: []";; *) exec /usr/bin/git "$@";; esac\n'),
  ),
  withEnvironment("git-dir", "GIT_DIR and GIT_WORK_TREE of a checkout without the freeze", async (w) => {
    const folder = await openCheckout(w);
    await w.project.write("freeze.yaml", "freeze: []\n");
    return { GIT_DIR: join(folder, ".git"), GIT_WORK_TREE: folder };
  }),
  withEnvironment("git-config", "GIT_CONFIG_COUNT and GIT_OBJECT_DIRECTORY", async (w) => {
    await w.project.write("freeze.yaml", "freeze: []\n");
    return {
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.worktree",
      GIT_CONFIG_VALUE_0: "/",
      GIT_OBJECT_DIRECTORY: join(w.dir, ".maestro"),
    };
  }),
  withEnvironment(
    "node-options",
    "NODE_OPTIONS with a Date of years ago",
    async (w) => ({ NODE_OPTIONS: `--require ${await w.outside("clock.cjs", oldClock)}` }),
    "the file system says",
  ),
  withEnvironment(
    "fake-node",
    "a node on PATH with a Date of years ago",
    async (w) => {
      const clock = await w.outside("clock.cjs", oldClock);
      return w.fake("node", `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} --require ${clock} "$@"\n`);
    },
    "the file system says",
  ),
  {
    id: "faketime",
    way: "clock",
    what: "the whole engine under faketime",
    expect: "refused",
    says: "the file system says",
    possible: () => existsSync(faketime),
    run: async (w) => {
      // The wrapper sets the library that it preloads; the engine hands it on to every process.
      const env = await w.fake(
        "pulumi",
        `#!/bin/sh\nexec ${faketime} -f "-2500d" ${JSON.stringify(join(w.dir, ".maestro/engine/pulumi"))} "$@"\n`,
      );
      return w.up([], env);
    },
  },
  {
    id: "faketime-maestro",
    way: "clock",
    what: "maestro up under a clock that was put back",
    expect: "refused",
    says: "the file system says",
    run: async (w) => w.maestro(["up"], { NODE_OPTIONS: `--require ${await w.outside("clock.cjs", oldClock)}` }),
  },
  {
    id: "fake-pulumi",
    way: "environment",
    what: "maestro up with a pulumi on PATH that leaves the packs out",
    expect: "refused",
    says: holds,
    run: async (w) => {
      const real = JSON.stringify(join(w.dir, ".maestro/engine/pulumi"));
      const script = `#!/bin/bash\nargs=(); skip=0\nfor a in "$@"; do if [ $skip = 1 ]; then skip=0; continue; fi; case "$a" in --policy-pack) skip=1;; --policy-pack=*) ;; *) args+=("$a");; esac; done\nexec ${real} "\${args[@]}"\n`;
      return w.maestro(["up"], await w.fake("pulumi", script));
    },
  },
  withConfig("environment-staging", "environment: staging in the stack's config", { environment: "staging" }),
  withConfig("environment-dev", "environment: dev in the stack's config", { environment: "dev" }),
  withConfig("environment-other", "an environment that does not exist", { environment: "Staging" }),
  withConfig("environment-unset", "no environment at all", { environment: undefined }),
  withConfig("policy-ref", "policy.ref at a commit without the freeze", { policy: { ref: "HEAD~1" } }),
];
