import * as z from "zod";
import type { PublicKey } from "../../core/attest/index.ts";
import { publicKeyFromPem } from "../../core/attest/index.ts";
import type { KillSource } from "./kills.ts";
import { SeenKills } from "./seen-kills.ts";

const answerSchema = z.object({ statements: z.array(z.object({ name: z.string(), text: z.string() })).max(100_000) });

/**
 * The kill-switches of another machine, as `maestro flags serve` gives them under /kills. The statements are verified
 * here, so that whoever stands between can neither throw nor lift one; while nothing answers, what is killed stays so.
 *
 * @param options `publicKeys`: PEM, what `ledger.pub` of that machine's state directory holds.
 * @throws InputError `key-unreadable`, `key-kind`
 */
export function httpKills(
  url: string,
  options: {
    readonly publicKeys: readonly string[];
    readonly token?: string;
    readonly timeoutMs?: number;
    readonly clock?: () => number;
  },
): KillSource {
  const trusted: readonly PublicKey[] = options.publicKeys.map((pem) => publicKeyFromPem(pem));
  const clock = options.clock ?? Date.now;
  const seen = new SeenKills();
  let etag: string | null = null;
  let problems: readonly string[] = [];
  return {
    read: async (known) => {
      const headers: Record<string, string> = { accept: "application/json" };
      if (etag !== null) headers["if-none-match"] = etag;
      if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
      const answer = await fetch(url, { headers, signal: AbortSignal.timeout(options.timeoutMs ?? 2_000) });
      if (answer.status === 200) {
        problems = seen.take(answerSchema.parse(await answer.json()).statements, trusted);
        etag = answer.headers.get("etag");
      } else if (answer.status !== 304) throw new Error(`${url} answered ${answer.status}`);
      const version = `${etag} ${seen.drills(clock())}`;
      return version === known ? null : { keys: seen.killed(clock()), version, problems };
    },
  };
}
