import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stack } from "../pack-project.ts";
import type { Attempt } from "./attempt.ts";
import { changed } from "./world.ts";

const found = (id: string, what: string, says: string, run: Attempt["run"]): Attempt => ({
  id,
  way: "credentials",
  what,
  expect: "found",
  says,
  run,
});
const urn = `urn:pulumi:${stack}::maestro-conductor::pulumi-nodejs:dynamic/test:Marker`;

/** What whoever holds the state's credentials can do; in this order, since each changes the stack. */
export const foundAttempts: readonly Attempt[] = [
  found(
    "outside-git",
    "the project taken out of its checkout, the calendar emptied",
    "unauthorised-deploy",
    async (w) => {
      const away = join(w.dir, ".maestro", "git-away");
      await rename(join(w.dir, ".git"), away);
      await w.project.write("freeze.yaml", "freeze: []\n");
      const run = await w.upWithPack();
      await rename(away, join(w.dir, ".git"));
      // The audit is made in a checkout that is as it should be.
      await w.reset();
      return run;
    },
  ),
  found("origin-moved", "refs/remotes/origin/main moved to an own commit", "unauthorised-deploy", async (w) => {
    await w.project.write("freeze.yaml", "freeze: []\n");
    await w.commit("lift the freeze");
    await w.git("update-ref", "refs/remotes/origin/main", "HEAD");
    const run = await w.upWithPack();
    await w.reset();
    return run;
  }),
  found("raw-refresh", "raw refresh", "unauthorised-refresh", (w) =>
    w.pulumi(["refresh", "--yes", "--stack", stack, "--skip-preview"]),
  ),
  found(
    "program-edited",
    "the guard taken out of the program and the pack left out",
    "unauthorised-deploy",
    async (w) => {
      await w.project.declare({ guard: false, fence: true, resources: [...changed] });
      return w.up();
    },
  ),
  found("state-edited", "the state exported, edited and imported", "state-edited", async (w) => {
    const file = join(w.dir, ".maestro", "state.json");
    await w.pulumi(["stack", "export", "--stack", stack, "--file", file]);
    const state = JSON.parse(await w.read(".maestro/state.json")) as {
      deployment: { resources: { urn: string; inputs?: object }[] };
    };
    for (const resource of state.deployment.resources)
      if (resource.urn === `${urn}::b`) resource.inputs = { ...resource.inputs, label: "other" };
    await writeFile(file, JSON.stringify(state));
    return w.pulumi(["stack", "import", "--stack", stack, "--file", file]);
  }),
  found("raw-destroy-target", "raw destroy of what is not protected", "unauthorised-destroy", (w) =>
    w.pulumi(["destroy", "--yes", "--stack", stack, "--skip-preview", "--target", `${urn}::b`]),
  ),
  found("protected-destroy", "raw destroy, which stops at what is protected", "unauthorised-destroy", (w) =>
    w.pulumi(["destroy", "--yes", "--stack", stack, "--skip-preview"]),
  ),
  found("unprotect", "pulumi state unprotect --all", "state-edited", (w) =>
    w.pulumi(["state", "unprotect", "--all", "--yes", "--stack", stack]),
  ),
  found("raw-destroy", "raw destroy after it", "unauthorised-destroy", (w) =>
    w.pulumi(["destroy", "--yes", "--stack", stack, "--skip-preview"]),
  ),
];
