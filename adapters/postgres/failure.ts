import { OutsideError } from "../../core/errors/index.ts";

export type PostgresFailure = "port-taken" | "disk-full" | "wrong-version" | "broken-data" | "failed";

const signs: readonly (readonly [PostgresFailure, RegExp])[] = [
  ["disk-full", /No space left on device|Disk quota exceeded/],
  ["port-taken", /could not bind|Address already in use|could not create any TCP\/IP sockets/],
  ["wrong-version", /data directory was initialized by PostgreSQL version/],
  [
    "broken-data",
    /PANIC:|database files are incompatible with server|could not find the database system|not a valid data directory|could not locate a valid checkpoint|invalid data in file|FATAL: {2}(could not open (file|directory) "|required WAL directory|could not read (file|block)|data directory)|incorrect checksum in control file/,
  ],
];

/** What a server or initdb that ended early says in its log. The only place that reads Postgres's messages. */
export function classifyFailure(log: string): PostgresFailure {
  return signs.find(([, sign]) => sign.test(log))?.[0] ?? "failed";
}

export interface FailureContext {
  readonly what: string;
  readonly tail: readonly string[];
  readonly logFile: string | undefined;
  readonly dataFolder: string;
  readonly port?: number;
}

/** The error for a failure: code `postgres-<failure>`. */
export function failureError(failure: PostgresFailure, context: FailureContext): OutsideError {
  const { dataFolder, port, logFile } = context;
  const away = `its orders are lost, then start again: mv ${dataFolder} ${dataFolder}.broken`;
  const next: Record<PostgresFailure, string> = {
    "port-taken": `end what listens on port ${port ?? "(unknown)"}, or let a free port be chosen`,
    "disk-full": `free at least 200 MB on the disk of ${dataFolder}; nothing that was acknowledged is lost`,
    "wrong-version": `run the version of Postgres that wrote ${dataFolder}, or move it away (${away})`,
    "broken-data": `restore ${dataFolder} from a backup, or move it away (${away})`,
    failed: logFile === undefined ? "see the lines above" : `read ${logFile}`,
  };
  const tail = context.tail.length === 0 ? "(it said nothing)" : context.tail.join("\n    ");
  return new OutsideError(`postgres-${failure}`, `${context.what}:\n    ${tail}`, {
    file: logFile,
    next: next[failure],
  });
}
