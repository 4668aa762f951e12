import { setTimeout as sleep } from "node:timers/promises";
import { openLedger } from "../../adapters/ledger/index.ts";
import { MaestroError } from "../../core/errors/index.ts";

type OpenLedger = ReturnType<typeof openLedger>;

/**
 * Writes into the ledger, waiting a while for a driver that holds it. What cannot be written does not undo what is in
 * force already.
 *
 * @param options `waitMs`: how long to wait, ms; 3,000 unless told.
 * @returns `waiting`: the ledger is held, full or broken; the next command that writes such entries brings them.
 */
export async function intoLedger(
  options: {
    readonly stateDir: string;
    readonly now: () => number;
    readonly waitMs?: number | undefined;
    readonly purpose: string;
  },
  write: (ledger: OpenLedger) => void,
): Promise<"written" | "waiting"> {
  const end = performance.now() + (options.waitMs ?? 3_000);
  for (;;) {
    try {
      const ledger = openLedger(options.stateDir, options.now, { purpose: options.purpose });
      try {
        write(ledger);
      } finally {
        ledger.close();
      }
      return "written";
    } catch (error) {
      if (!(error instanceof MaestroError)) throw error;
      if (error.code !== "ledger-locked" || performance.now() > end) return "waiting";
      await sleep(100);
    }
  }
}
