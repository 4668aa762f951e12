import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type * as TypeScript from "typescript";
import type { Ts } from "./typescript.ts";

/**
 * A program of these files that is never checked as a whole: the compiler parses, binds and follows imports. Packages are
 * not followed, since their types say nothing of the project's flags; aliases of the project's tsconfig.json are.
 */
export function openProgram(ts: Ts, files: readonly string[]): TypeScript.Program {
  const aliases = aliasesOf(ts, dirname(resolve(files[0]!)));
  const options: TypeScript.CompilerOptions = {
    ...aliases,
    allowJs: true,
    noLib: true,
    types: [],
    noEmit: true,
    skipLibCheck: true,
    jsx: ts.JsxEmit.Preserve,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
  };
  const host = ts.createCompilerHost(options, true);
  host.resolveModuleNameLiterals = (literals, containing) =>
    literals.map(({ text }) => {
      const { resolvedModule } = ts.resolveModuleName(text, containing, options, host);
      const own = resolvedModule && !/[\\/]node_modules[\\/]/.test(resolvedModule.resolvedFileName);
      return { resolvedModule: own ? { ...resolvedModule, isExternalLibraryImport: false } : undefined };
    });
  return ts.createProgram({ rootNames: files.map((file) => resolve(file)), options, host });
}

/** `paths` and `baseUrl` of the nearest tsconfig.json; a broken one has none. */
function aliasesOf(ts: Ts, from: string): TypeScript.CompilerOptions {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, "tsconfig.json");
    if (existsSync(file)) {
      const { config } = ts.readConfigFile(file, ts.sys.readFile) as { config?: object };
      const host = { ...ts.sys, readDirectory: () => [] };
      const { paths, baseUrl } = ts.parseJsonConfigFileContent(config ?? {}, host, folder).options;
      return { ...(baseUrl ? { baseUrl } : {}), ...(paths ? { paths, pathsBasePath: folder } : {}) };
    }
    if (dirname(folder) === folder) return {};
  }
}
