import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express from "express";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Experiments, withExperiment } from "../../../adapters/experiments/index.ts";
import { Flags, killFiles } from "../../../adapters/flags/index.ts";
import { throwSwitch } from "../../../automation/flags/kill.ts";
import { LiveProject } from "../../support/live-experiment.ts";

let project: LiveProject;
beforeEach(() => {
  project = new LiveProject();
});
afterEach(() => rmSync(project.dir, { recursive: true, force: true }));
const openFlags = () =>
  Flags.open({
    source: join(project.dir, "flags/registry.yaml"),
    kills: killFiles(project.state),
    clock: () => project.now,
  });

describe("in a service", () => {
  const measured = { metrics: { p95_ms: 10, error_rate: 0 } };

  it("gives arms to as many subjects as the cap says and not one more, in any number of processes", async () => {
    const file = join(project.dir, "e.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("cap: 2000", "cap: 200"));
    await project.run("start", "e.yaml");
    const flags = await openFlags();
    const options = { stateDir: project.state, flags, clock: () => project.now };
    const services = [Experiments.open(options), Experiments.open(options)];
    try {
      const given = new Set<string>();
      for (let i = 0; i < 400; i++)
        if (services[i % 2]!.assign("subs-buffer", { targetingKey: `u${i}` })) given.add(`u${i}`);
      expect(given.size).toBe(200);
      for (const service of [...services, Experiments.open(options)]) {
        for (const targetingKey of given) expect(service.assign("subs-buffer", { targetingKey })).not.toBeNull();
        expect(service.assign("subs-buffer", { targetingKey: "late" })).toBeNull();
        service.close();
      }
    } finally {
      flags.close();
    }
  });

  it("leaves out excluded tenants and nobody, logs nothing personal, counts what it drops, and stops at the end", async () => {
    await project.run("start", "e.yaml");
    const flags = await openFlags();
    const service = Experiments.open({ stateDir: project.state, flags, clock: () => project.now });
    try {
      expect(service.assign("subs-buffer", { targetingKey: "u", tenant: "gov" })).toBeNull();
      expect(service.assign("subs-buffer", {})).toBeNull();
      expect(service.assign("unknown", { targetingKey: "u" })).toBeNull();
      const context = { targetingKey: "ana@example.com" };
      const assignment = service.assign("subs-buffer", context)!;
      expect(service.assignByFlag("subs.optimizedBuffer", context)).toEqual(assignment);
      expect(service.expose(assignment, context, { ...measured, attributes: { region: "eu" } })).toBeNull();
      expect(service.expose(assignment, context, { ...measured, attributes: { email: "a@b.example" } })).toBe(
        "pii-denied",
      );
      expect(service.expose(assignment, context, { ...measured, attributes: { region: "10.1.2.3" } })).toBe(
        "pii-value",
      );
      expect(readFileSync(project.place.events, "utf8") + readFileSync(project.place.subjects, "utf8")).not.toMatch(
        /ana|example|10\.1/,
      );
      const ended = await project.run("end", "subs-buffer", "--reason", "enough");
      expect(ended.document).toMatchObject({
        manifest: { samples: { total: 1, dropped: { "pii-denied": 1, "pii-value": 1 } } },
      });
      expect(service.expose(assignment, context, measured)).toBe("not-running");
      await flags.refresh();
      service.refresh();
      expect(service.assign("subs-buffer", context)).toBeNull();
      expect(existsSync(project.place.events)).toBe(false);
    } finally {
      service.close();
      flags.close();
    }
  });

  it("serves no arm while its flag is killed", async () => {
    await project.run("start", "e.yaml");
    const flags = await openFlags();
    const service = Experiments.open({ stateDir: project.state, flags, clock: () => project.now });
    try {
      expect(service.assign("subs-buffer", { targetingKey: "u" })).not.toBeNull();
      await throwSwitch({
        cwd: project.dir,
        stateDir: project.state,
        env: {},
        now: () => project.now,
        key: "subs.optimizedBuffer",
        action: "kill",
        reason: "INC-1",
        registry: undefined,
        actor: "person:ana",
        anyFlag: true,
      });
      await flags.refresh();
      expect(service.assign("subs-buffer", { targetingKey: "u" })).toBeNull();
    } finally {
      service.close();
      flags.close();
    }
  });

  it("gives a request of Express its arm and logs what was measured when it is answered", async () => {
    await project.run("start", "e.yaml");
    const flags = await openFlags();
    const experiments = Experiments.open({ stateDir: project.state, flags, clock: () => project.now });
    const app = express();
    app.get(
      "/x",
      (request, _, next) => {
        (request as { auth?: object }).auth = { sub: String(request.query.who) };
        next();
      },
      withExperiment("subs-buffer", {
        experiments,
        measure: (_, response, ms) => ({ metrics: { p95_ms: ms, error_rate: response.statusCode >= 500 ? 1 : 0 } }),
      }),
      (_, response) => {
        const { experiments: given } = response.locals as { experiments?: Record<string, { variant: string }> };
        response.status(500).send(given?.["subs-buffer"]?.variant ?? "none");
      },
    );
    const server = app.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x?who=`;
      const variants = await Promise.all([1, 2, 3, 4, 5, 6].map(async (i) => (await fetch(url + i)).text()));
      expect(new Set(variants)).toEqual(new Set(["on", "off"]));
      const { document } = await project.run("status", "e.yaml");
      expect(document).toMatchObject({ manifest: { samples: { total: 6 } } });
      expect(await (await fetch(url)).text()).toBe("none");
    } finally {
      server.closeAllConnections();
      server.close();
      experiments.close();
      flags.close();
    }
  });
});
