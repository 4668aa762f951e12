import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type PublicKey, publicKeyFromPem, publicPemOf, type Signer, signerFromPem } from "../../core/attest/index.ts";
import { InputError } from "../../core/errors/index.ts";
import type { CheckpointVerifier } from "../../core/ledger/index.ts";
import { writeFileAtomic } from "../files/atomic.ts";

/** The environment variable that names a private key (PEM, PKCS #8) to sign checkpoints with instead of the own one. */
export const LEDGER_KEY = "MAESTRO_LEDGER_KEY";

export function publicKeyPath(stateDir: string): string {
  return join(stateDir, "ledger.pub");
}

/**
 * The key that this state directory's checkpoints are signed with: the one that `MAESTRO_LEDGER_KEY` names, else an
 * Ed25519 key of its own, made at first use and readable by its owner only. Its public half is put beside the ledger.
 * @throws InputError `key-unreadable`, `key-kind`
 */
export function ledgerSigner(stateDir: string, env: Readonly<Record<string, string | undefined>>): Signer {
  const given = env[LEDGER_KEY];
  const file = given || join(stateDir, "secrets", "ledger-key.pem");
  if (!given && !existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync("ed25519");
    writeFileAtomic(file, String(privateKey.export({ format: "pem", type: "pkcs8" })), { mode: 0o600 });
  }
  const secret = readKey(file);
  const signer = signerFromPem(secret, file);
  const pem = publicPemOf(secret, file);
  const beside = publicKeyPath(stateDir);
  const known = existsSync(beside) ? readFileSync(beside, "utf8") : "";
  // A key that was changed leaves its predecessor's signatures verifiable.
  if (!known.includes(pem)) writeFileAtomic(beside, `${known}${pem}`);
  return signer;
}

/** Whether the key that `MAESTRO_LEDGER_KEY` names, if it names one, can sign: before anything is written. @throws as above */
export function checkLedgerKey(env: Readonly<Record<string, string | undefined>>): void {
  const given = env[LEDGER_KEY];
  if (given) signerFromPem(readKey(given), given);
}

/**
 * The public keys of a PEM file, one or several; a file that is not there trusts none.
 * @throws InputError `key-unreadable`, `key-kind`
 */
export function trustedKeys(file: string): readonly PublicKey[] {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const blocks = text.match(/-----BEGIN [^-]+-----[\s\S]*?-----END [^-]+-----/g) ?? [];
  return blocks.map((pem) => publicKeyFromPem(pem, file));
}

/** Verifies checkpoints with these keys. @throws as `trustedKeys` */
export function ledgerVerifier(file: string): CheckpointVerifier {
  const keys = new Map(trustedKeys(file).map((key) => [key.keyId, key]));
  return (keyId, algorithm, bytes, signature) => {
    const found = keys.get(keyId);
    if (found === undefined) return "unknown-key";
    return found.algorithm === algorithm && found.verify(bytes, signature) ? "valid" : "invalid";
  };
}

function readKey(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new InputError("key-unreadable", "the ledger's key cannot be read", {
      file,
      next: "openssl genpkey -algorithm ed25519 -out ledger-key.pem",
      cause,
    });
  }
}
