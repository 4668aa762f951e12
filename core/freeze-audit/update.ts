/** One entry of a stack's history, as the engine's backend keeps it. Times are epoch ms, of whole seconds. */
export interface EngineUpdate {
  /** The backend's name for it. */
  readonly id: string;
  readonly stack: string;
  readonly kind: "update" | "destroy" | "refresh" | "import" | "other";
  readonly result: "succeeded" | "failed" | "unknown";
  readonly startedAt: number;
  readonly endedAt: number;
  /** When the backend's own clock says that it was written; null where the backend does not tell. */
  readonly recordedAt: number | null;
  readonly message: string;
  /** `cli` typed by somebody, `automation` through the Automation API; both are the client's word. */
  readonly by: "cli" | "automation";
  readonly policyPack: boolean;
  /** Who, where the engine saw a git checkout. */
  readonly author: string | null;
  /** Of the stack's config at the time. */
  readonly environment: string | null;
  readonly service: string | null;
  readonly ticket: string | null;
  readonly runId: string | null;
  /** Operation → resources. */
  readonly changes: Readonly<Record<string, number>>;
}

/** A change of a stack's state that no update of its history made. */
export interface StateEdit {
  readonly stack: string;
  /** `unprotected`: protection was lifted; `removed`, `added`: resources of the state; `changed`: anything else. */
  readonly kind: "unprotected" | "removed" | "added" | "changed";
  readonly urns: readonly string[];
  /** It happened after this instant and not after that one. Epoch ms. */
  readonly after: number;
  readonly before: number;
}

/** What one stack's backend tells. */
export interface StackHistory {
  readonly stack: string;
  readonly updates: readonly EngineUpdate[];
  readonly edits: readonly StateEdit[];
}

/** Resources that an update touched: all but those that stayed the same. */
export function touched({ changes }: EngineUpdate): number {
  return Object.entries(changes).reduce((sum, [operation, n]) => sum + (operation === "same" ? 0 : n), 0);
}
