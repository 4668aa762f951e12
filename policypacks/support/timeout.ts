/** Milliseconds that a rule has; config may shorten it. */
export const defaultTimeoutMs = 5_000;

/** JSON Schema of what the pack's config may set on a rule. */
export const timeoutConfig = {
  properties: {
    timeoutMs: { type: "number" as const, minimum: 1, maximum: defaultTimeoutMs, default: defaultTimeoutMs },
  },
};

/** The time a rule has under a pack's config: anything but a shorter time leaves the default. */
export function timeoutFrom(config: Readonly<Record<string, unknown>>): number {
  const { timeoutMs } = config;
  return typeof timeoutMs === "number" && timeoutMs > 0 ? Math.min(timeoutMs, defaultTimeoutMs) : defaultTimeoutMs;
}

/** Settles as the work does, or rejects when it has not after `ms`: Pulumi itself would wait for ever. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it gave no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, expiry]);
  } finally {
    clearTimeout(timer);
  }
}
