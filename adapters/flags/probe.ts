import type { FlagProbe, Probed } from "../../core/flags/index.ts";

const maximumBody = 65_536;

/**
 * Sends a flag's probe to a service once, redirects not followed.
 * @returns null when there is no answer within 2 s
 */
export async function probeService(url: string, probe: FlagProbe): Promise<Probed | null> {
  try {
    const answer = await fetch(new URL(probe.path, url), {
      method: probe.method,
      headers: probe.headers,
      ...(probe.body === null ? {} : { body: probe.body }),
      redirect: "manual",
      signal: AbortSignal.timeout(2_000),
    });
    return {
      status: answer.status,
      body: await firstOf(answer, maximumBody),
      servedBy: answer.headers.get("x-served-by"),
    };
  } catch {
    return null;
  }
}

/** The beginning of a body: an answer without end must not fill the memory. */
async function firstOf(answer: Response, bytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = answer.body?.getReader();
  while (reader && size < bytes) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    size += value.length;
  }
  await reader?.cancel();
  return Buffer.concat(chunks).subarray(0, bytes).toString("utf8");
}
