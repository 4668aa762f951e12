import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type * as TypeScript from "typescript";
import { InputError } from "../../../core/errors/index.ts";

/** Where code names a flag. Lines and columns count from 1. */
export interface CodeReference {
  readonly key: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Functions whose first argument is a flag's key, whatever they are called on. */
const functions = new Set([
  "withFlag",
  "useFlag",
  ...["Boolean", "String", "Number", "Object"].flatMap((type) => [`get${type}Value`, `get${type}Details`]),
]);
/** The same, where they are called on something whose name ends in flags or flag, or is a client of a provider. */
const methods = new Set(["isOn", "isEnabled", "evaluate", "variant", "getVariant"]);
const receiver = /(?:^|[.#_])\w*(?:flags?|openfeature|unleash)$/i;

/**
 * Finds the flags that code names, by the TypeScript compiler: keys that are written out, constants, members of enums
 * and constant objects, also those of other files, unions of them, and texts put together from these. A key that is made
 * at run time is not seen.
 *
 * @param files Absolute or relative to the working directory; reported as they are given.
 * @throws InputError `typescript-missing` where the project has no TypeScript.
 */
export async function codeReferences(files: readonly string[]): Promise<readonly CodeReference[]> {
  // Most files name no flag: the others are what the compiler has to look at, with what they import.
  const wanted = files.filter((file) => mayName(readFileSync(file, "utf8")));
  if (wanted.length === 0) return [];
  const ts = await typescript();
  const options: TypeScript.CompilerOptions = {
    allowJs: true,
    noLib: true,
    types: [],
    noEmit: true,
    skipLibCheck: true,
    jsx: ts.JsxEmit.Preserve,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    allowImportingTsExtensions: true,
  };
  const host = ts.createCompilerHost(options, true);
  host.resolveModuleNameLiterals = (literals, containing) =>
    literals.map(({ text }) => ({ resolvedModule: localModule(text, containing) }));
  const program = ts.createProgram({ rootNames: wanted.map((file) => resolve(file)), options, host });
  const checker = program.getTypeChecker();
  return wanted.flatMap((file) => {
    const parsed = program.getSourceFile(resolve(file));
    return parsed ? referencesOf(ts, checker, parsed, file) : [];
  });
}

function mayName(text: string): boolean {
  return /withFlag|useFlag|get(?:Boolean|String|Number|Object)(?:Value|Details)|isOn|isEnabled|evaluate|ariant|flags/.test(
    text,
  );
}

/** Only the project's own modules are followed: types of packages say nothing of its flags. */
function localModule(name: string, containing: string): TypeScript.ResolvedModuleFull | undefined {
  if (!name.startsWith(".")) return undefined;
  const base = resolve(dirname(containing), name);
  const bare = base.replace(/\.([cm]?)js(x?)$/, ".$1ts$2");
  const tries = [base, bare, ...[".ts", ".tsx", ".js", ".mjs", "/index.ts", "/index.js"].map((end) => `${base}${end}`)];
  const found = tries.find((path) => /\.(?:[cm]?[jt]s|[jt]sx)$/.test(path) && existsSync(path));
  if (found === undefined) return undefined;
  const extension = /\.(?:[cm]?[jt]sx?)$/.exec(found)![0] as TypeScript.Extension;
  return { resolvedFileName: found, extension: extension as never, isExternalLibraryImport: false };
}

function referencesOf(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
  parsed: TypeScript.SourceFile,
  file: string,
): CodeReference[] {
  const found: CodeReference[] = [];
  const note = (node: TypeScript.Node, argument: TypeScript.Expression): void => {
    const { line, character } = parsed.getLineAndCharacterOfPosition(node.getStart(parsed));
    for (const key of textsOf(ts, checker, argument)) found.push({ key, file, line: line + 1, column: character + 1 });
  };
  const visit = (node: TypeScript.Node): void => {
    if (ts.isCallExpression(node) && node.arguments.length > 0 && namesFlag(ts, node.expression))
      note(node.arguments[0]!, node.arguments[0]!);
    // `req.flags["x.enabled"]`, as the middleware of old has it.
    else if (ts.isElementAccessExpression(node) && /(?:^|\.)flags$/.test(node.expression.getText(parsed)))
      note(node.argumentExpression, node.argumentExpression);
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return found.filter(({ key }) => key !== "");
}

function namesFlag(ts: typeof TypeScript, callee: TypeScript.Expression): boolean {
  if (ts.isIdentifier(callee)) return functions.has(callee.text);
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const { text } = callee.name;
  return functions.has(text) || (methods.has(text) && receiver.test(callee.expression.getText().replace(/\(\)$/, "")));
}

/** Every text that an expression can be, as far as that is known before it runs. */
function textsOf(ts: typeof TypeScript, checker: TypeScript.TypeChecker, node: TypeScript.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    return textsOf(ts, checker, node.expression);
  if (ts.isConditionalExpression(node))
    return [...textsOf(ts, checker, node.whenTrue), ...textsOf(ts, checker, node.whenFalse)];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return joined(textsOf(ts, checker, node.left), textsOf(ts, checker, node.right));
  if (ts.isTemplateExpression(node))
    return node.templateSpans.reduce<string[]>(
      (heads, span) => joined(joined(heads, textsOf(ts, checker, span.expression)), [span.literal.text]),
      [node.head.text],
    );
  const type = checker.getTypeAtLocation(node);
  const parts = type.isUnion() ? type.types : [type];
  return parts.flatMap((part) => (part.isStringLiteral() ? [part.value] : []));
}

function joined(heads: readonly string[], tails: readonly string[]): string[] {
  return heads.flatMap((head) => tails.map((tail) => head + tail)).slice(0, 100);
}

async function typescript(): Promise<typeof TypeScript> {
  try {
    const loaded = (await import("typescript")) as typeof TypeScript & { default?: typeof TypeScript };
    return loaded.default ?? loaded;
  } catch (cause) {
    throw new InputError("typescript-missing", "references in code are found by TypeScript, which is not installed", {
      next: "npm install --save-dev typescript",
      cause,
    });
  }
}
