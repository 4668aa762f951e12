import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { InputError } from "../../core/errors/index.ts";
import type { CheckpointSigner, CheckpointVerifier, SignatureAlgorithm } from "../../core/ledger/index.ts";
import { writeFileAtomic } from "../files/atomic.ts";

/** The environment variable that names a private key (PEM, PKCS #8) to sign checkpoints with instead of the own one. */
export const LEDGER_KEY = "MAESTRO_LEDGER_KEY";

export function publicKeyPath(stateDir: string): string {
  return join(stateDir, "ledger.pub");
}

/**
 * The key that this state directory's checkpoints are signed with: the one that `MAESTRO_LEDGER_KEY` names, else an
 * Ed25519 key of its own, made at first use and readable by its owner only. Its public half is put beside the ledger.
 * @throws InputError `ledger-key-unreadable`, `ledger-key-kind`
 */
export function ledgerSigner(stateDir: string, env: Readonly<Record<string, string | undefined>>): CheckpointSigner {
  const given = env[LEDGER_KEY];
  const file = given || join(stateDir, "secrets", "ledger-key.pem");
  if (!given && !existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync("ed25519");
    writeFileAtomic(file, String(privateKey.export({ format: "pem", type: "pkcs8" })), { mode: 0o600 });
  }
  const key = readKey(file, createPrivateKey);
  const publicKey = createPublicKey(key);
  const algorithm = algorithmOf(publicKey, file);
  const pem = String(publicKey.export({ format: "pem", type: "spki" }));
  const beside = publicKeyPath(stateDir);
  const known = existsSync(beside) ? readFileSync(beside, "utf8") : "";
  // A key that was changed leaves its predecessor's signatures verifiable.
  if (!known.includes(pem)) writeFileAtomic(beside, `${known}${pem}`);
  return {
    keyId: keyIdOf(publicKey),
    algorithm,
    sign: (bytes) => sign(algorithm === "ed25519" ? null : "sha256", bytes, key),
  };
}

/** Whether the key that `MAESTRO_LEDGER_KEY` names, if it names one, can sign: before anything is written. @throws as above */
export function checkLedgerKey(env: Readonly<Record<string, string | undefined>>): void {
  const given = env[LEDGER_KEY];
  if (given) algorithmOf(createPublicKey(readKey(given, createPrivateKey)), given);
}

/**
 * Verifies with the public keys of a PEM file, one or several.
 * @throws InputError `ledger-key-unreadable`, `ledger-key-kind`
 */
export function ledgerVerifier(file: string): CheckpointVerifier {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const blocks = text.match(/-----BEGIN [^-]+-----[\s\S]*?-----END [^-]+-----/g) ?? [];
  const keys = new Map(
    blocks.map((pem) => {
      const key = readPem(pem, file, createPublicKey);
      return [keyIdOf(key), { key, algorithm: algorithmOf(key, file) }] as const;
    }),
  );
  return (keyId, algorithm, bytes, signature) => {
    const found = keys.get(keyId);
    if (found === undefined) return "unknown-key";
    if (found.algorithm !== algorithm) return "invalid";
    const holds = verify(algorithm === "ed25519" ? null : "sha256", bytes, found.key, signature);
    return holds ? "valid" : "invalid";
  };
}

/** SHA-256 over the key's SubjectPublicKeyInfo. */
function keyIdOf(key: KeyObject): string {
  return `sha256:${createHash("sha256")
    .update(key.export({ format: "der", type: "spki" }))
    .digest("hex")}`;
}

function algorithmOf(key: KeyObject, file: string): SignatureAlgorithm {
  if (key.asymmetricKeyType === "ed25519") return "ed25519";
  if (key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1")
    return "ecdsa-p256-sha256";
  throw new InputError(
    "ledger-key-kind",
    `a ledger is signed with Ed25519 or ECDSA P-256, not ${key.asymmetricKeyType}`,
    {
      file,
      next: "openssl genpkey -algorithm ed25519 -out ledger-key.pem",
    },
  );
}

function readKey(file: string, parse: (pem: string) => KeyObject): KeyObject {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new InputError("ledger-key-unreadable", "the ledger's key cannot be read", { file, cause });
  }
  return readPem(text, file, parse);
}

function readPem(pem: string, file: string, parse: (pem: string) => KeyObject): KeyObject {
  try {
    return parse(pem);
  } catch (cause) {
    throw new InputError("ledger-key-unreadable", "this is no key in PEM form", {
      file,
      next: "openssl genpkey -algorithm ed25519 -out ledger-key.pem",
      cause,
    });
  }
}
