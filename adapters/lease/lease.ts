import { mkdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import * as z from "zod";
import { InputError, RefusedError } from "../../core/errors/index.ts";
import { writeFileAtomic } from "../files/atomic.ts";
import { lock } from "../process/file-lock.ts";
import { identify, isSame } from "../process/identity.ts";

const leaseSchema = z.strictObject({
  stack: z.string(),
  token: z.int().min(1),
  holder: z
    .strictObject({ pid: z.int(), startedAt: z.string(), host: z.string(), runId: z.string().nullable() })
    .nullable(),
});
type LeaseRecord = z.infer<typeof leaseSchema>;

/**
 * One driver a stack: a file that names the holder and keeps the fencing token, which only grows. The token is
 * enforced in the stack's state by the fence; this file keeps honest drivers apart and says who holds it.
 */
export class Lease {
  readonly token: number;
  readonly #path: string;
  #record: LeaseRecord;

  private constructor(path: string, record: LeaseRecord) {
    this.#path = path;
    this.#record = record;
    this.token = record.token;
  }

  /**
   * Takes the lease with a token above every earlier one.
   *
   * @param atLeast The highest token that the stack's state or config shows.
   * @throws RefusedError `lease-held`, naming the holder, while its process lives.
   */
  static async acquire(stateDir: string, stack: string, atLeast: number): Promise<Lease> {
    const path = leasePath(stateDir, stack);
    mkdirSync(dirname(path), { recursive: true });
    // Read, decide, write as one step between processes.
    const mutex = await lock(`${path}.lock`, `takes the lease of ${stack}`);
    try {
      const found = readLease(path);
      if (found?.holder && alive(found.holder)) throw held(found, path);
      const me = identify(process.pid)!;
      const record: LeaseRecord = {
        stack,
        token: Math.max(found?.token ?? 0, atLeast) + 1,
        holder: { ...me, host: hostname(), runId: null },
      };
      writeFileAtomic(path, `${JSON.stringify(record)}\n`);
      return new Lease(path, record);
    } finally {
      await mutex.release();
    }
  }

  /** Names the run in the lease, so that a refused second driver can say which. */
  nameRun(runId: string): void {
    this.#record = { ...this.#record, holder: { ...this.#record.holder!, runId } };
    writeFileAtomic(this.#path, `${JSON.stringify(this.#record)}\n`);
  }

  release(): void {
    if (readLease(this.#path)?.token === this.token)
      writeFileAtomic(this.#path, `${JSON.stringify({ ...this.#record, holder: null })}\n`);
  }
}

/** The live holder of a stack's lease, or null. */
export function leaseHolder(stateDir: string, stack: string): { pid: number; runId: string | null } | null {
  const found = readLease(leasePath(stateDir, stack));
  return found?.holder && alive(found.holder) ? found.holder : null;
}

function leasePath(stateDir: string, stack: string): string {
  return join(stateDir, "leases", `${stack}.json`);
}

/** A holder on another host cannot be proved dead, so it counts as alive. */
function alive(holder: NonNullable<LeaseRecord["holder"]>): boolean {
  return holder.host !== hostname() || isSame(holder);
}

function held(record: LeaseRecord, path: string): RefusedError {
  const holder = record.holder!;
  return new RefusedError(
    "lease-held",
    `stack ${record.stack} is driven by process ${holder.pid} on ${holder.host}${holder.runId ? `, run ${holder.runId}` : ""}`,
    { file: path, next: "maestro cutover status, or wait for it to end" },
  );
}

function readLease(path: string): LeaseRecord | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return null;
  }
  try {
    return leaseSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new InputError("lease-malformed", "the lease file is not readable as one", {
      file: path,
      next: "make sure that no driver runs (maestro cutover status), then remove the file",
      cause,
    });
  }
}
