export { type ToolEnvironmentOptions, toolEnvironment } from "./environment.ts";
export { packageRoot, projectNode, toolsDirectory } from "./folders.ts";
export type { Probe } from "./official.ts";
export type { ResolvedTool } from "./resolved.ts";
export { type EnsureOptions, ensureTools, resolveTools, type ToolOptions } from "./tools.ts";
