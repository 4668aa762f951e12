import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DurableOutbox, makeSink, readNotify } from "../../adapters/outbox/index.ts";
import { noticesOf, type RunEvent } from "../../core/cutover/index.ts";
import type { NotifyConfig } from "../../core/outbox/index.ts";
import type { CommandContext } from "../cli/command.ts";

/** How often what could not be delivered is looked at again while a driver runs, and how long its end waits for it. */
const everyMs = 1_000;
const lastMs = 5_000;

/** The outbox of a state directory with the sinks of a project. @throws InputError for a bad notify.yaml */
export function openOutbox(
  context: CommandContext,
  projectDir: string,
): { outbox: DurableOutbox; config: NotifyConfig } {
  const { stateDir, env, now } = context;
  const config = readNotify(projectDir);
  const sinks = config.sinks.map((sink) => makeSink(sink, { projectDir, stateDir }, env));
  return { config, outbox: new DurableOutbox({ stateDir, sinks, now, random: Math.random }) };
}

/**
 * Tells people of one run. What is to be told follows from the run's events, so it is queued again and again without
 * harm, and a driver that comes after a crash queues what the one before it did not. Telling never stops a run: an
 * outbox that cannot be written is said once, and tried again with the next event.
 */
export class Announcer {
  readonly #outbox: DurableOutbox;
  readonly #config: NotifyConfig;
  readonly #options: AnnouncerOptions;
  #timer: NodeJS.Timeout | null = null;
  #flushing: Promise<unknown> = Promise.resolve();
  #told = false;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
    ({ outbox: this.#outbox, config: this.#config } = openOutbox(options.context, options.projectDir));
  }

  start(): void {
    this.tell(false);
    this.#timer = setInterval(() => this.#flush(), everyMs);
    this.#timer.unref();
  }

  /** @param reported the run's report is written: what carries it may go */
  tell(reported: boolean): void {
    const { runId, events, directory, threshold } = this.#options;
    const files = { attachments: reported ? reportFiles(directory) : [] };
    const messages = noticesOf(runId, events(), this.#config, files, threshold);
    try {
      this.#outbox.queue(messages.filter(({ topic }) => reported || topic !== "incident"));
    } catch (error) {
      if (!this.#told) this.#options.context.say(`notices wait: ${(error as Error).message}`);
      this.#told = true;
      return;
    }
    this.#flush();
  }

  /** Waits a moment for what is on its way; the rest stays in the outbox for the next driver or `maestro outbox flush`. */
  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    const late = new Promise((resolve) => setTimeout(resolve, lastMs).unref());
    await Promise.race([this.#flushing.then(() => this.#outbox.flush()).catch(() => undefined), late]);
    const left = this.#pending();
    if (left > 0) this.#options.context.say(`${left} notices are not delivered yet: maestro outbox list`);
  }

  #pending(): number {
    try {
      return this.#outbox.pending().length;
    } catch {
      return 0;
    }
  }

  #flush(): void {
    this.#flushing = this.#flushing.then(() => this.#outbox.flush()).catch(() => undefined);
  }
}

export interface AnnouncerOptions {
  readonly context: CommandContext;
  readonly projectDir: string;
  readonly runId: string;
  readonly events: () => readonly RunEvent[];
  /** The run's report. */
  readonly directory: string;
  /** Score below which a look alerts. */
  readonly threshold: number;
}

/** What an incident carries: the report, the record, the incident and why the judge said no. */
function reportFiles(directory: string): string[] {
  const aca = join(directory, "aca");
  const reasons = existsSync(aca)
    ? readdirSync(aca, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(aca, entry.name, "rationale.md"))
    : [];
  return [
    ...["report.html", "run.json", "incident.json", "preview.md"].map((name) => join(directory, name)),
    ...reasons,
  ].filter((file) => existsSync(file));
}
