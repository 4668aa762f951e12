export {
  type KillStatement,
  killPayloadType,
  kills,
  latestByKey,
  type OpenedKill,
  sealKill,
  unsealKill,
} from "./kill.ts";
