import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { resolveTools } from "../../../adapters/toolchain/index.ts";
import { manifestSchema, manifestType, sealManifest } from "../../../core/experiments/index.ts";
import { keyPair } from "../../support/attest-keys.ts";

const [cosign] = await resolveTools(["cosign"], { env: process.env });
const dir = mkdtempSync(join(tmpdir(), "maestro-cosign-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const verify = (name: string, ...args: string[]): Promise<number> =>
  new Promise((resolve) => {
    const child = execFile(
      cosign!.file!,
      ["verify-blob-attestation", "--insecure-ignore-tlog", "--type", manifestType, ...args, join(dir, name)],
      () => resolve(child.exitCode!),
    );
  });

it.skipIf(!cosign?.ok).each(["ed25519", "p256"] as const)(
  "a manifest signed with %s is verified by cosign, offline, and refused when tampered with (needs cosign)",
  async (kind) => {
    const { signer, publicPem } = keyPair(kind);
    const manifest = manifestSchema.parse({
      exp: "subs-buffer",
      owner: "platform-eng",
      start: "2025-12-16",
      end: "2025-12-20",
      effect: { p95_ms: -8.3, error_rate: -0.02 },
      signed: `sha256:${"0".repeat(64)}`,
    });
    const { bytes, envelope } = sealManifest(manifest, signer);
    writeFileSync(join(dir, "m.json"), bytes);
    writeFileSync(join(dir, "m.json.dsse.json"), JSON.stringify(envelope));
    writeFileSync(join(dir, "key.pub"), publicPem);
    writeFileSync(join(dir, "other.pub"), keyPair(kind).publicPem);
    const signed = ["--key", join(dir, "key.pub"), "--signature", join(dir, "m.json.dsse.json")];
    expect(await verify("m.json", ...signed)).toBe(0);
    expect(await verify("m.json", "--key", join(dir, "other.pub"), ...signed.slice(2))).not.toBe(0);
    writeFileSync(join(dir, "changed.json"), Buffer.from(bytes).toString().replace("-8.3", "-9.3"));
    expect(await verify("changed.json", ...signed)).not.toBe(0);
  },
);
