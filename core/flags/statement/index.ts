export {
  type KillStatement,
  killPayloadType,
  latestByKey,
  type OpenedKill,
  sealKill,
  unsealKill,
} from "./kill.ts";
