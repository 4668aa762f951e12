export { type LedgerFs, nodeFs } from "./fs.ts";
export { checkLedgerKey, LEDGER_KEY, ledgerSigner, ledgerVerifier, publicKeyPath, trustedKeys } from "./keys.ts";
export { lockHolder } from "./lock.ts";
export { type LedgerReading, ledgerPath, readLedger } from "./reader.ts";
export { type LedgerOptions, type LedgerWriter, openLedger } from "./writer.ts";
