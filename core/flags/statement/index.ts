export { type Envelope, envelopeSchema, type Opened, preAuthEncoding, seal, unseal } from "./dsse.ts";
export {
  type KillStatement,
  killPayloadType,
  latestByKey,
  type OpenedKill,
  sealKill,
  unsealKill,
} from "./kill.ts";
