import type * as TypeScript from "typescript";
import type { Ts } from "./typescript.ts";

export type Node = TypeScript.Node;
export type Expression = TypeScript.Expression;

/** Finds what a name stands for, through imports, re-exports and aliases. */
export class Declarations {
  readonly ts: Ts;
  readonly checker: TypeScript.TypeChecker;
  readonly #assigned = new Map<TypeScript.SourceFile, Map<TypeScript.Symbol, Expression[]>>();

  constructor(ts: Ts, checker: TypeScript.TypeChecker) {
    this.ts = ts;
    this.checker = checker;
  }

  symbolOf(node: Node): TypeScript.Symbol | undefined {
    const { ts, checker } = this;
    const parent = node.parent as Node | undefined;
    const symbol =
      parent && ts.isShorthandPropertyAssignment(parent)
        ? checker.getShorthandAssignmentValueSymbol(parent)
        : checker.getSymbolAtLocation(node);
    return symbol && this.#followed(symbol);
  }

  /** The declarations of a name, an access or a call's callee; of what a package exports the import itself. */
  of(node: Node): readonly TypeScript.Declaration[] {
    return this.symbolOf(node)?.declarations ?? [];
  }

  /** What is exported under a name by a module that is named by `import * as x`, `require` or `import()`. */
  exported(module: TypeScript.Symbol, name: string): readonly TypeScript.Declaration[] {
    const found = this.checker.tryGetMemberInModuleExports(name, this.#followed(module));
    return found ? (this.#followed(found).declarations ?? []) : [];
  }

  #followed(symbol: TypeScript.Symbol): TypeScript.Symbol {
    if (!(symbol.flags & this.ts.SymbolFlags.Alias)) return symbol;
    const target = this.checker.getAliasedSymbol(symbol);
    if (target.declarations !== undefined && target.declarations.length > 0) return target;
    // Of a package nothing is known: the words of the last import or re-export on the way are all there is.
    const { getImmediateAliasedSymbol: step } = this.checker as unknown as {
      getImmediateAliasedSymbol?: (symbol: TypeScript.Symbol) => TypeScript.Symbol | undefined;
    };
    const next = step?.(symbol);
    return next?.declarations && next !== symbol ? this.#followed(next) : symbol;
  }

  /** What is assigned to a variable after it was declared, in its own file. */
  assigned(symbol: TypeScript.Symbol, file: TypeScript.SourceFile): readonly Expression[] {
    const { ts } = this;
    let known = this.#assigned.get(file);
    if (known === undefined) {
      known = new Map();
      const seen = known;
      const visit = (node: Node): void => {
        if (
          ts.isBinaryExpression(node) &&
          node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
          ts.isIdentifier(node.left)
        ) {
          const target = this.checker.getSymbolAtLocation(node.left);
          if (target) seen.set(target, [...(seen.get(target) ?? []), node.right]);
        }
        ts.forEachChild(node, visit);
      };
      visit(file);
      this.#assigned.set(file, known);
    }
    return known.get(symbol) ?? [];
  }

  /** Without parentheses, `as`, `satisfies`, `!`, `await` and Object.freeze. */
  bare(node: Expression): Expression {
    const { ts } = this;
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isTypeAssertionExpression(node) ||
      ts.isAwaitExpression(node)
    )
      return this.bare(node.expression);
    if (
      ts.isCallExpression(node) &&
      node.arguments.length === 1 &&
      /^Object\.(?:freeze|seal)$/.test(node.expression.getText())
    )
      return this.bare(node.arguments[0]!);
    return node;
  }
}

export type FunctionLike =
  | TypeScript.FunctionDeclaration
  | TypeScript.FunctionExpression
  | TypeScript.ArrowFunction
  | TypeScript.MethodDeclaration;

/** The function that a declaration is or holds, where its body is there. */
export function functionOf(declared: Declarations, node: Node): FunctionLike | null {
  const { ts } = declared;
  if ((ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) && node.body) return node;
  if (ts.isFunctionExpression(node) || ts.isArrowFunction(node)) return node;
  const initializer =
    ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)
      ? node.initializer
      : undefined;
  if (initializer === undefined) return null;
  const bare = declared.bare(initializer);
  return ts.isFunctionExpression(bare) || ts.isArrowFunction(bare) ? bare : null;
}
