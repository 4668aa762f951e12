import { setTimeout as sleep } from "node:timers/promises";
import { MaestroError } from "../../core/errors/index.ts";
import { type DrillOutcome, type Flag, type FlagProbe, type Probed, sideOf } from "../../core/flags/index.ts";

/** How long a drill waits, and how sure it is to be. */
export interface DrillLimits {
  /** For the path to be there before, to be cut, and to come back: each, ms. */
  readonly waitMs: number;
  /** So many answers in a row say the same before it counts: more than there are replicas. */
  readonly steady: number;
  readonly pauseMs: number;
}

export const drillLimits: DrillLimits = { waitMs: 5_000, steady: 20, pauseMs: 25 };

/** The switch and the service, as a drill sees them. */
export interface DrillPorts {
  readonly ask: (probe: FlagProbe) => Promise<Probed | null>;
  /** Throws the real switch. @returns the statement's number. */
  readonly kill: (key: string) => Promise<number>;
  /** Takes exactly that statement back. @throws MaestroError `kill-taken-over` when another came after it. */
  readonly lift: (key: string, seq: number) => Promise<void>;
  readonly isKilled: (key: string) => boolean;
  /** Milliseconds of a monotonic clock. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export interface Drilled {
  readonly key: string;
  readonly outcome: DrillOutcome;
  /** From the switch to the first of the answers that are all of the other side, ms. */
  readonly cutMs: number | null;
  readonly backMs: number | null;
  readonly requests: number;
  /** Who of the service answered. */
  readonly servedBy: readonly string[];
  readonly detail: string;
}

/**
 * Drills one kill-switch: sees the path there, throws the switch, sees the path cut, lifts it, sees it come back. However
 * it ends, the switch is lifted before it returns, unless somebody has thrown it in earnest meanwhile.
 */
export async function drillFlag(flag: Flag, ports: DrillPorts, limits: DrillLimits = drillLimits): Promise<Drilled> {
  const { key, probe } = flag;
  const none = { key, cutMs: null, backMs: null, requests: 0, servedBy: [] };
  if (probe === null) return { ...none, outcome: "no-probe", detail: "its entry has no probe" };
  if (ports.isKilled(key)) return { ...none, outcome: "killed", detail: "its kill-switch is thrown already" };
  const watch = new Watch(probe, ports, limits);
  const ended = (outcome: DrillOutcome, cutMs: number | null, backMs: number | null, detail: string): Drilled => ({
    key,
    outcome,
    cutMs,
    backMs,
    requests: watch.requests,
    servedBy: watch.servedBy(),
    detail,
  });
  const interrupted = (): Drilled => ended("interrupted", null, null, "the drill was ended");

  if ((await watch.until("on")) === null)
    return ports.signal.aborted ? interrupted() : ended("not-on", null, null, `before it, ${watch.last()}`);
  const seq = await ports.kill(key);
  ports.say(`${key}: thrown`);
  // Whatever happens while it is thrown, it is lifted next.
  const cut = await watch.until("off").catch((error: unknown) => ({ error }));
  const cutMs = typeof cut === "number" ? cut : null;
  try {
    await ports.lift(key, seq);
  } catch (error) {
    // Somebody's real kill is not the drill's to lift.
    if (error instanceof MaestroError && error.code === "kill-taken-over")
      return ended("taken-over", cutMs, null, error.message);
    throw error;
  }
  ports.say(`${key}: lifted`);
  if (typeof cut === "object" && cut !== null) throw cut.error;
  const cutSaid = watch.last();
  const interruptedAtCut = ports.signal.aborted;
  const backMs = interruptedAtCut ? null : await watch.until("on");
  if (cutMs === null && !interruptedAtCut) return ended("not-cut", null, backMs, `while it was thrown, ${cutSaid}`);
  if (ports.signal.aborted) return { ...interrupted(), cutMs };
  return backMs === null
    ? ended("not-back", cutMs, null, `after it was lifted, ${watch.last()}`)
    : ended("proved", cutMs, backMs, `cut after ${cutMs} ms, back after ${backMs} ms`);
}

/** Asks again and again and keeps what was answered. */
class Watch {
  requests = 0;
  #last: Probed | null = null;
  readonly #servedBy = new Set<string>();
  readonly #probe: FlagProbe;
  readonly #ports: DrillPorts;
  readonly #limits: DrillLimits;

  constructor(probe: FlagProbe, ports: DrillPorts, limits: DrillLimits) {
    this.#probe = probe;
    this.#ports = ports;
    this.#limits = limits;
  }

  servedBy(): string[] {
    return [...this.#servedBy].sort();
  }

  last(): string {
    return this.#last === null ? "there was no answer" : `the answer was ${this.#last.status}`;
  }

  /** ms until the first of `steady` answers of that side in a row; null when they did not come in time. */
  async until(side: "on" | "off"): Promise<number | null> {
    const { clock, signal, ask } = this.#ports;
    const began = clock();
    let first: number | null = null;
    let row = 0;
    while (!signal.aborted && (clock() - began <= this.#limits.waitMs || row > 0)) {
      const answer = await ask(this.#probe);
      this.requests++;
      this.#last = answer;
      if (answer?.servedBy) this.#servedBy.add(answer.servedBy);
      if (sideOf(this.#probe, answer) === side) {
        first ??= Math.round(clock() - began);
        if (++row >= this.#limits.steady) return first;
      } else {
        first = null;
        row = 0;
      }
      await sleep(this.#limits.pauseMs);
    }
    return null;
  }
}
