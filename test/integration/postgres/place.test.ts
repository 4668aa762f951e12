import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { serverAccount } from "../../../adapters/postgres/account.ts";
import { findPostgresBinaries } from "../../../adapters/postgres/binaries.ts";
import { choosePlace } from "../../../adapters/postgres/place.ts";
import { run } from "../../../adapters/process/run.ts";

let top: string;
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "place-")));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

test("without another account everything stays beside the state", async () => {
  const binaries = await findPostgresBinaries();
  expect(await choosePlace(top, binaries, null)).toEqual({ base: top, data: join(top, "data"), binaries });
});

test.runIf(process.getuid?.() === 0)(
  "programs that the account cannot read are copied once, and run as that account",
  async () => {
    const account = serverAccount()!;
    const found = await findPostgresBinaries();
    const hidden = join(top, "clone", "native");
    cpSync(found.folder, hidden, { recursive: true, verbatimSymlinks: true });
    chmodSync(join(top, "clone"), 0o700);
    const state = join(top, "state");
    mkdirSync(state);
    chmodSync(top, 0o755);
    const binaries = {
      folder: hidden,
      postgres: join(hidden, "bin", "postgres"),
      initdb: join(hidden, "bin", "initdb"),
    };
    const place = await choosePlace(state, binaries, account);
    expect(place.base).toBe(state);
    expect(place.binaries.folder.startsWith(state)).toBe(true);
    const { uid, gid } = account;
    const result = await run(place.binaries.postgres, ["--version"], { env: {}, cwd: "/", uid, gid });
    expect(result).toMatchObject({ outcome: "exited", code: 0, stdout: expect.stringContaining("PostgreSQL") });
    expect(await choosePlace(state, binaries, account)).toEqual(place);
    expect(readdirSync(state)).toHaveLength(1);
    expect(existsSync(join(place.binaries.folder, "share"))).toBe(true);
  },
);
