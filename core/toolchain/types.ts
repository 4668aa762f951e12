/** What every tool of the catalogue states. Versions are written without a leading "v". */
interface ToolBase<Name extends string = string> {
  readonly name: Name;
  /** What it is for, in a few words. */
  readonly purpose: string;
  readonly wanted: string;
  /** `npm start` cannot go without it. */
  readonly neededForStart: boolean;
  /** `npm run tools` brings it. Set it when a test that uses the tool is added. */
  readonly usedByTests: boolean;
}

export interface GoBinary {
  readonly name: string;
  /** The Go package of its main function. */
  readonly package: string;
  /** Arguments that print its version; null when it prints none. */
  readonly versionArgs: readonly string[] | null;
}

/** Built from pinned Go modules: go.mod and go.sum lie under toolchain/<folder>. */
export interface GoTool extends ToolBase {
  readonly kind: "go";
  readonly folder: string;
  /** The first is the one looked for on PATH. */
  readonly binaries: readonly [GoBinary, ...GoBinary[]];
  /** Values set with the linker's -X, by Go variable. */
  readonly stamps: Readonly<Record<string, string>>;
  /** A cold build on 2 cores; only for the progress line. */
  readonly buildSeconds: number;
  /** Its own project's download is tried before a build. */
  readonly official: boolean;
  /** Name of a binary that must lie beside it on PATH. */
  readonly besideIt: string | null;
  /** Name of the tool whose folder is looked in first; it is not looked for on PATH by itself. */
  readonly comesWith: string | null;
}

/** Comes with `npm ci`, locked by integrity. */
export interface NpmTool extends ToolBase {
  readonly kind: "npm";
}

/** Found on PATH under one of these names; a person installs it. */
export interface SystemTool extends ToolBase {
  readonly kind: "system";
  readonly commands: readonly string[];
  readonly versionArgs: readonly string[];
  /** How to get it. */
  readonly next: string;
}

export type Tool = GoTool | NpmTool | SystemTool;

/** Where a tool was taken from. `official` is its project's own download, npm packages included. */
export type ToolSource = "path" | "official" | "built" | "missing";
