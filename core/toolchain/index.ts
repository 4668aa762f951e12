export { catalogue } from "./catalogue.ts";
export {
  type Choice,
  decide,
  type GoSeen,
  type InstallWay,
  nextWithoutGo,
  type ToolSeen,
  wantedVersion,
} from "./decide.ts";
export { selectTools, toolsForStart, toolsForTests } from "./select.ts";
export type { GoBinary, GoTool, NpmTool, SystemTool, Tool, ToolSource } from "./types.ts";
export { compareVersions, findVersion, formatVersion, satisfies, type Version } from "./version.ts";
