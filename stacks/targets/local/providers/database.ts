import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { dynamic } from "@pulumi/pulumi";
import { writeFileAtomic } from "../../../../adapters/files/atomic.ts";
import { openDatabase, PostgresServer } from "../../../../adapters/postgres/index.ts";
import { explained } from "./explained.ts";

interface Inputs {
  readonly stateDir: string;
}
interface Outs extends Inputs {
  readonly urlFile: string;
}

/** The embedded Postgres, or DATABASE_URL; its URL is kept in a 0600 file and never in the state. */
export const database: dynamic.ResourceProvider<Inputs, Outs> = {
  check: async (_olds, news) => ({ inputs: news }),
  create: (inputs) =>
    explained(async () => ({ id: "database", outs: { ...inputs, urlFile: await ensure(inputs.stateDir) } })),
  diff: async (_id, olds) => ({ changes: !(await isUp(olds)) }),
  update: (_id, olds) => explained(async () => ({ outs: { ...olds, urlFile: await ensure(olds.stateDir) } })),
  // The data stays: a destroyed stack can be brought up again over it. Removing the folder is a person's act.
  delete: (_id, props) =>
    explained(async () => {
      if (!process.env.DATABASE_URL) await new PostgresServer({ stateDir: props.stateDir }).stop();
    }),
};

async function ensure(stateDir: string): Promise<string> {
  const urlFile = join(stateDir, "secrets", "database-url");
  mkdirSync(dirname(urlFile), { recursive: true, mode: 0o700 });
  const { url } = await openDatabase("orders", { stateDir, env: process.env });
  if (!existsSync(urlFile) || readFileSync(urlFile, "utf8") !== url) writeFileAtomic(urlFile, url, { mode: 0o600 });
  chmodSync(urlFile, 0o600);
  return urlFile;
}

async function isUp(outs: Outs): Promise<boolean> {
  if (!existsSync(outs.urlFile)) return false;
  const external = process.env.DATABASE_URL;
  if (external) return readFileSync(outs.urlFile, "utf8") === external;
  return (await new PostgresServer({ stateDir: outs.stateDir }).find()) !== null;
}
