import { Backend } from "./backend.ts";
import { schedule } from "./schedule.ts";
import { type Series, SeriesBook } from "./series.ts";
import { mayFollow, type RouterGroup, type RouterState } from "./state.ts";

interface Group {
  readonly rule: RouterGroup;
  readonly series: Series;
  readonly backends: readonly Backend[];
  next: number;
}

/** Where a request goes, and whose counters it moves. */
export interface Choice {
  readonly series: Series;
  readonly backend: Backend;
}

interface Compiled {
  readonly state: RouterState;
  readonly groups: readonly Group[];
  readonly round: Uint8Array;
  readonly mirror: { readonly groups: readonly Group[]; readonly round: Uint8Array } | null;
}

/** The traffic rule in force, compiled so that a choice is one array look-up. Replacing it is one assignment. */
export class RoutingTable {
  readonly book = new SeriesBook();
  readonly #backends = new Map<string, Backend>();
  readonly #draining = new Set<Backend>();
  #compiled: Compiled | null = null;
  #slot = 0;
  #mirrorSlot = 0;

  get state(): RouterState | null {
    return this.#compiled?.state ?? null;
  }

  /**
   * Whether a rule may follow the one in force.
   * @returns false when it is in force already
   * @throws RefusedError `router-generation-stale`
   */
  mayApply(state: RouterState): boolean {
    return mayFollow(this.state, state);
  }

  /**
   * Puts a rule in force: every request that arrives after the call follows it.
   * @returns false when it was in force already
   * @throws RefusedError `router-generation-stale`
   */
  apply(state: RouterState): boolean {
    if (!this.mayApply(state)) return false;
    const groups = state.groups.map((rule): Group => {
      const backends = rule.backends.map(({ host, port }) => this.#backend(host, port));
      return { rule, series: this.book.of(rule.name, rule.color, rule.version), backends, next: 0 };
    });
    const mirrored = groups.filter(({ rule, backends }) => rule.color === state.mirror?.color && backends.length > 0);
    const percent = state.mirror?.percent ?? 0;
    this.#compiled = {
      state,
      groups,
      round: schedule(groups.map(({ rule }) => rule.weight)),
      mirror: percent > 0 ? { groups: mirrored, round: schedule([100 - percent, percent]) } : null,
    };
    this.#retire(new Set(groups.flatMap(({ backends }) => backends)));
    return true;
  }

  /** The next request's backend by weight, round robin within the group; null without a rule. */
  choose(): Choice | null {
    const compiled = this.#compiled;
    if (compiled === null) return null;
    const group = compiled.groups[compiled.round[this.#slot]!]!;
    this.#slot = (this.#slot + 1) % compiled.round.length;
    return { series: group.series, backend: roundRobin(group) };
  }

  /**
   * Another backend for a request that the first one refused: of the same group under the rule in force now, or, when
   * the rule has moved on and that group is gone, of any group by weight. Null when the group has no other.
   */
  another(refused: Choice): Choice | null {
    const group = this.#compiled?.groups.find(({ series }) => series === refused.series);
    if (group === undefined) {
      const choice = this.choose();
      return choice?.backend === refused.backend ? null : choice;
    }
    // The turn is not moved on: with two backends every further request would meet the refusing one.
    const { backends, series } = group;
    const next = backends[(backends.indexOf(refused.backend) + 1) % backends.length]!;
    return next === refused.backend ? null : { series, backend: next };
  }

  /** The backend that gets a copy of the next request that may be mirrored; null when this one is not. */
  chooseMirror(): Backend | null {
    const mirror = this.#compiled?.mirror;
    if (!mirror) return null;
    const hit = mirror.round[this.#mirrorSlot] === 1;
    this.#mirrorSlot = (this.#mirrorSlot + 1) % mirror.round.length;
    return hit ? roundRobin(mirror.groups[0]!) : null;
  }

  /** Every backend that is in force or still has requests in flight. */
  backends(): { readonly backend: Backend; readonly draining: boolean }[] {
    return [...this.#backends.values()].map((backend) => ({ backend, draining: this.#draining.has(backend) }));
  }

  /** Resolves with true once no removed backend has a request in flight, with false after `limitMs`. */
  async drained(limitMs: number): Promise<boolean> {
    if (this.#draining.size === 0) return true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), limitMs);
    });
    const idle = Promise.all([...this.#draining].map((backend) => backend.idle())).then(() => true);
    const drained = await Promise.race([idle, late]);
    clearTimeout(timer);
    return drained;
  }

  close(): void {
    for (const backend of this.#backends.values()) backend.close();
  }

  #backend(host: string, port: number): Backend {
    const fresh = new Backend(host, port);
    const backend = this.#backends.get(fresh.address) ?? fresh;
    this.#backends.set(backend.address, backend);
    this.#draining.delete(backend);
    return backend;
  }

  #retire(kept: ReadonlySet<Backend>): void {
    for (const backend of this.#backends.values()) {
      if (kept.has(backend) || this.#draining.has(backend)) continue;
      this.#draining.add(backend);
      void backend.idle().then(() => {
        // It may have come back in the meantime.
        if (!this.#draining.delete(backend)) return;
        this.#backends.delete(backend.address);
        backend.close();
      });
    }
  }
}

function roundRobin(group: Group): Backend {
  const backend = group.backends[group.next]!;
  group.next = (group.next + 1) % group.backends.length;
  return backend;
}
