import { InputError } from "../../core/errors/index.ts";
import { readTime } from "../../core/time/index.ts";

/** `--now` of a command that only reads. @throws InputError `time-invalid` */
export function readNow(option: unknown, clock: () => number): number {
  if (option === undefined) return clock();
  const outcome = readTime(String(option), undefined, "start");
  if (outcome.ok) return outcome.time.at;
  throw new InputError("time-invalid", outcome.expected, { field: "--now", next: outcome.next });
}
