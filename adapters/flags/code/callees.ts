import type * as TypeScript from "typescript";
import { type Declarations, type Expression, type FunctionLike, functionOf, type Node } from "./declarations.ts";
import type { Ts } from "./typescript.ts";

const kinds = ["Boolean", "String", "Number", "Object"];
/** Functions whose first argument is a flag's key, whatever they are called on: ours and OpenFeature's hooks. */
const functions = new Set([
  "withFlag",
  "useFlag",
  "useSuspenseFlag",
  ...kinds.flatMap((kind) => [`use${kind}FlagValue`, `use${kind}FlagDetails`]),
]);
/** OpenFeature's client: other libraries have methods of these names too, but without a default to give. */
const clients = new Set(kinds.flatMap((kind) => [`get${kind}Value`, `get${kind}Details`]));
/** The same on something that is called flags, or was made as a client of a provider. */
const methods = new Set(["isOn", "isEnabled", "evaluate", "variant", "getVariant"]);
const flagsName = /(?:^|[.#_])\w*(?:flags?|features?|openfeature|unleash)$/i;
const flagsMaker = /(?:unleash|openfeature|getClient|\bFlags\b|FlagSnapshot)/i;

/** How a callee names a flag: by its first argument, or inside, by an expression over its own parameters. */
export type Naming =
  | { readonly by: "argument" }
  | { readonly by: "inside"; readonly called: FunctionLike; readonly keys: readonly Expression[] };

/**
 * Tells which callees name flags: the known functions and methods, under any name that they are imported, destructured,
 * bound or re-exported as, and functions of the project that hand a parameter on to one of these.
 */
export class Callees {
  readonly #declared: Declarations;
  readonly #known = new Map<Node, Naming | null>();

  constructor(declared: Declarations) {
    this.#declared = declared;
  }

  /** @param args How many arguments the call has. */
  naming(given: Expression, args: number): Naming | null {
    const { ts } = this.#declared;
    const callee = this.#declared.bare(given);
    if (ts.isIdentifier(callee)) {
      if (functions.has(callee.text)) return { by: "argument" };
      return this.#first(this.#declared.of(callee), args);
    }
    // `flags.isOn.bind(flags)("x")`, `(await open()).isOn("x")` and the like end in a name too.
    const name = accessed(ts, callee);
    if (name === null || !(ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee))) return null;
    const on = callee.expression;
    if (functions.has(name)) return { by: "argument" };
    if (clients.has(name) && (args >= 2 || this.#isFlags(on) || /client/i.test(on.getText())))
      return { by: "argument" };
    if (methods.has(name) && this.#isFlags(on)) return { by: "argument" };
    return this.#first(this.#declared.of(ts.isPropertyAccessExpression(callee) ? callee.name : callee), args);
  }

  /** A component that hands one of its attributes on as a key. */
  component(tag: Node): Extract<Naming, { by: "inside" }> | null {
    const naming = this.#first(this.#declared.of(tag), 1);
    return naming?.by === "inside" ? naming : null;
  }

  #first(declarations: readonly Node[], args: number): Naming | null {
    for (const declaration of declarations) {
      const found = this.#ofDeclaration(declaration, args);
      if (found !== null) return found;
    }
    return null;
  }

  #ofDeclaration(node: Node, args: number): Naming | null {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    // What names itself in a circle names nothing.
    this.#known.set(node, null);
    const found = this.#find(node, args);
    this.#known.set(node, found);
    return found;
  }

  #find(node: Node, args: number): Naming | null {
    const { ts } = this.#declared;
    // Of a package: `import { withFlag as gate } from "…"`, `export { withFlag as gate } from "…"`.
    if (ts.isImportSpecifier(node) || ts.isExportSpecifier(node))
      return functions.has((node.propertyName ?? node.name).text) ? { by: "argument" } : null;
    if (ts.isBindingElement(node)) return this.#ofBinding(node);
    const called = functionOf(this.#declared, node);
    if (called !== null) return this.#inside(called);
    const value =
      ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)
        ? node.initializer
        : ts.isExportAssignment(node)
          ? node.expression
          : ts.isBinaryExpression(node)
            ? node.right
            : ts.isBinaryExpression(node.parent)
              ? node.parent.right
              : undefined;
    if (value === undefined) return null;
    const bare = this.#declared.bare(value);
    // `flags.isOn.bind(flags)`
    if (
      ts.isCallExpression(bare) &&
      ts.isPropertyAccessExpression(bare.expression) &&
      bare.expression.name.text === "bind"
    )
      return this.naming(bare.expression.expression, Math.max(args, 2));
    return ts.isIdentifier(bare) || ts.isPropertyAccessExpression(bare) ? this.naming(bare, args) : null;
  }

  /** `const { isOn: on } = flags`, `const { withFlag } = require("…")`. */
  #ofBinding(node: TypeScript.BindingElement): Naming | null {
    const { ts } = this.#declared;
    const name = (node.propertyName ?? node.name).getText();
    if (functions.has(name)) return { by: "argument" };
    const holder = node.parent.parent;
    const from = ts.isVariableDeclaration(holder) ? holder.initializer : undefined;
    if (from === undefined) return null;
    if (clients.has(name) && /client/i.test(from.getText())) return { by: "argument" };
    return (clients.has(name) || methods.has(name)) && this.#isFlags(from) ? { by: "argument" } : null;
  }

  /** A function that hands one of its parameters on as a key, by itself or as part of a text. */
  #inside(called: FunctionLike): Naming | null {
    const { ts, checker } = this.#declared;
    const own = new Set(
      called.parameters.flatMap(({ name }) =>
        ts.isObjectBindingPattern(name)
          ? name.elements.map((element) => checker.getSymbolAtLocation(element.name))
          : [checker.getSymbolAtLocation(name)],
      ),
    );
    own.delete(undefined);
    const keys: Expression[] = [];
    const usesOwn = (node: Node): boolean =>
      (ts.isIdentifier(node) && own.has(this.#declared.symbolOf(node))) ||
      (ts.forEachChild(node, (child) => usesOwn(child) || undefined) ?? false);
    const visit = (node: Node): void => {
      if (ts.isCallExpression(node) && node.arguments[0] && usesOwn(node.arguments[0])) {
        const naming = this.naming(node.expression, node.arguments.length);
        if (naming?.by === "argument") keys.push(node.arguments[0]);
        else if (naming?.by === "inside") keys.push(...node.arguments.filter(usesOwn));
      } else if (
        ts.isElementAccessExpression(node) &&
        isRequestFlags(node.expression) &&
        usesOwn(node.argumentExpression)
      )
        keys.push(node.argumentExpression);
      ts.forEachChild(node, visit);
    };
    if (called.body) visit(called.body);
    return keys.length === 0 ? null : { by: "inside", called, keys };
  }

  /** By its own name, by what it was made with, or by its type. */
  #isFlags(given: Expression): boolean {
    const { ts } = this.#declared;
    const node = this.#declared.bare(given);
    if (flagsName.test(node.getText().replace(/\(\)$/, ""))) return true;
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) return flagsMaker.test(node.expression.getText());
    if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return false;
    return this.#declared.of(ts.isPropertyAccessExpression(node) ? node.name : node).some((declaration) => {
      if (
        !ts.isVariableDeclaration(declaration) &&
        !ts.isParameter(declaration) &&
        !ts.isPropertyDeclaration(declaration)
      )
        return false;
      if (declaration.type && flagsMaker.test(declaration.type.getText())) return true;
      const value = declaration.initializer && this.#declared.bare(declaration.initializer);
      if (value === undefined || value === node) return false;
      if (ts.isCallExpression(value) || ts.isNewExpression(value)) return flagsMaker.test(value.expression.getText());
      return ts.isIdentifier(value) && flagsName.test(value.text);
    });
  }
}

/** `req.flags`, as the middleware of old has it. */
export function isRequestFlags(node: Expression): boolean {
  return /(?:^|\.)flags$/.test(node.getText().replace(/\?\.$/, ""));
}

function accessed(ts: Ts, node: Expression): string | null {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
    return node.argumentExpression.text;
  return null;
}
