import type * as TypeScript from "typescript";
import { type Declarations, type Expression, functionOf, type Node } from "./declarations.ts";
import type { Ts } from "./typescript.ts";

/** What the parameters of a function are given, while its body is looked at. */
export type Given = ReadonlyMap<TypeScript.Symbol, readonly string[]>;

const maximumTexts = 200;
const maximumDepth = 24;
const nothing: Given = new Map();
const loops = new Set(["map", "forEach", "filter", "some", "every", "find", "flatMap"]);

/**
 * Every text that an expression can be, as far as that can be told before it runs: literals, constants, enums and
 * constant objects of any file, what is destructured from them, elements of lists that are gone through, texts put
 * together from these, results of functions of the project, and, where nothing else is known, its type.
 */
export class Texts {
  readonly #declared: Declarations;
  #depth = 0;

  constructor(declared: Declarations) {
    this.#declared = declared;
  }

  of(expression: Expression, given: Given = nothing): string[] {
    if (this.#depth >= maximumDepth) return [];
    this.#depth++;
    try {
      const found = this.#of(this.#declared.bare(expression), given);
      return [...new Set(found.length > 0 ? found : this.#ofType(expression))].slice(0, maximumTexts);
    } finally {
      this.#depth--;
    }
  }

  #of(node: Expression, given: Given): string[] {
    const { ts } = this.#declared;
    if (ts.isStringLiteralLike(node)) return [node.text];
    if (ts.isNumericLiteral(node)) return [node.text];
    if (ts.isConditionalExpression(node)) return [...this.of(node.whenTrue, given), ...this.of(node.whenFalse, given)];
    if (ts.isBinaryExpression(node)) return this.#ofBinary(node, given);
    if (ts.isTemplateExpression(node))
      return node.templateSpans.reduce<string[]>(
        (heads, span) => joined(joined(heads, this.of(span.expression, given)), [span.literal.text]),
        [node.head.text],
      );
    if (ts.isIdentifier(node)) return this.#ofName(node, given);
    if (ts.isPropertyAccessExpression(node)) return this.#ofMember(node, [node.name.text], given);
    if (ts.isElementAccessExpression(node)) {
      const names = this.of(node.argumentExpression, given);
      return this.#ofMember(node, names.length > 0 ? names : null, given);
    }
    return ts.isCallExpression(node) ? this.#ofCall(node, given) : [];
  }

  #ofBinary({ operatorToken, left, right }: TypeScript.BinaryExpression, given: Given): string[] {
    const { SyntaxKind } = this.#declared.ts;
    switch (operatorToken.kind) {
      case SyntaxKind.PlusToken:
        return joined(this.of(left, given), this.of(right, given));
      case SyntaxKind.QuestionQuestionToken:
      case SyntaxKind.BarBarToken:
        return [...this.of(left, given), ...this.of(right, given)];
      case SyntaxKind.AmpersandAmpersandToken:
      case SyntaxKind.CommaToken:
        return this.of(right, given);
      default:
        return [];
    }
  }

  #ofName(node: TypeScript.Identifier, given: Given): string[] {
    const symbol = this.#declared.symbolOf(node);
    if (symbol === undefined) return [];
    const known = given.get(symbol);
    if (known !== undefined) return [...known];
    return (symbol.declarations ?? []).flatMap((declaration) => [
      ...this.#ofDeclaration(declaration, given),
      ...this.#declared.assigned(symbol, declaration.getSourceFile()).flatMap((value) => this.of(value, given)),
    ]);
  }

  #ofDeclaration(node: Node, given: Given): string[] {
    const { ts } = this.#declared;
    if (ts.isVariableDeclaration(node)) {
      const loop = node.parent.parent;
      if (ts.isForOfStatement(loop)) return this.#elements(loop.expression, given);
      return node.initializer ? this.of(node.initializer, given) : [];
    }
    if (ts.isEnumMember(node)) return node.initializer ? this.of(node.initializer, given) : [];
    if (ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node))
      return node.initializer ? this.of(node.initializer, given) : [];
    if (ts.isShorthandPropertyAssignment(node)) {
      const value = this.#declared.checker.getShorthandAssignmentValueSymbol(node);
      return (value?.declarations ?? []).flatMap((declaration) => this.#ofDeclaration(declaration, given));
    }
    if (ts.isExportAssignment(node)) return this.of(node.expression, given);
    // `module.exports.OLD = "old"`, whose declaration is the assignment or its left side.
    const assignment = ts.isBinaryExpression(node) ? node : ts.isBinaryExpression(node.parent) ? node.parent : null;
    if (assignment?.operatorToken.kind === ts.SyntaxKind.EqualsToken) return this.of(assignment.right, given);
    if (ts.isBindingElement(node)) return this.#ofBinding(node, given);
    if (ts.isParameter(node)) return this.#ofParameter(node, given);
    return [];
  }

  /** `const { OLD: key = "x" } = keys`, `const [first] = list`. */
  #ofBinding(node: TypeScript.BindingElement, given: Given): string[] {
    const { ts } = this.#declared;
    const fallback = node.initializer ? this.of(node.initializer, given) : [];
    const holder = node.parent.parent;
    if (ts.isArrayBindingPattern(node.parent)) {
      if (!ts.isVariableDeclaration(holder) || !holder.initializer) return fallback;
      return [...this.#elements(holder.initializer, given), ...fallback];
    }
    const name = node.propertyName ?? node.name;
    const key = ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : null;
    if (key === null || !ts.isVariableDeclaration(holder) || !holder.initializer) return fallback;
    return [...this.#members(holder.initializer, [key], given), ...fallback];
  }

  /** Its default, and the elements of a list that its function is called with: `keys.map((key) => …)`. */
  #ofParameter(node: TypeScript.ParameterDeclaration, given: Given): string[] {
    const { ts } = this.#declared;
    const fallback = node.initializer ? this.of(node.initializer, given) : [];
    const call = node.parent.parent;
    if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return fallback;
    const first = (node.parent as TypeScript.SignatureDeclaration).parameters[0] === node;
    if (!first || !loops.has(call.expression.name.text) || call.arguments[0] !== node.parent) return fallback;
    return [...this.#elements(call.expression.expression, given), ...fallback];
  }

  #ofMember(
    node: TypeScript.PropertyAccessExpression | TypeScript.ElementAccessExpression,
    names: readonly string[] | null,
    given: Given,
  ): string[] {
    const found = this.#members(node.expression, names, given);
    if (found.length > 0) return found;
    return this.#declared.of(node).flatMap((declaration) => this.#ofDeclaration(declaration, given));
  }

  /** The texts of members of what an expression holds: an object, an enum, a class, a module. Null: of any name. */
  #members(holder: Expression, names: readonly string[] | null, given: Given): string[] {
    const { ts, checker } = this.#declared;
    const bare = this.#declared.bare(holder);
    if (ts.isObjectLiteralExpression(bare))
      return bare.properties.flatMap((property) => {
        if (ts.isSpreadAssignment(property)) return this.#members(property.expression, names, given);
        const { name } = property;
        const own = name && (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name));
        return own && (names === null || names.includes(name.text)) ? this.#ofDeclaration(property, given) : [];
      });
    if (ts.isArrayLiteralExpression(bare)) return this.#elements(bare, given);
    if (ts.isPropertyAccessExpression(bare) || ts.isIdentifier(bare)) {
      const symbol = this.#declared.symbolOf(bare);
      if (symbol && symbol.flags & ts.SymbolFlags.Module && names !== null)
        return names.flatMap((name) =>
          this.#declared.exported(symbol, name).flatMap((found) => this.#ofDeclaration(found, given)),
        );
      return (symbol?.declarations ?? []).flatMap((declaration) => {
        if (ts.isEnumDeclaration(declaration) || ts.isClassDeclaration(declaration))
          return [...declaration.members].flatMap((member) =>
            names === null || (member.name && names.includes(member.name.getText().replace(/^["']|["']$/g, "")))
              ? this.#ofDeclaration(member, given)
              : [],
          );
        const value =
          (ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration)) && declaration.initializer;
        return value && value !== holder ? this.#members(value, names, given) : [];
      });
    }
    // `require("./keys").OLD`
    if (ts.isCallExpression(bare) && bare.expression.getText() === "require" && names !== null) {
      const module = bare.arguments[0] && checker.getSymbolAtLocation(bare.arguments[0]);
      return module
        ? names.flatMap((name) =>
            this.#declared.exported(module, name).flatMap((found) => this.#ofDeclaration(found, given)),
          )
        : [];
    }
    return [];
  }

  /** The texts in a list: written out, a constant, Object.values of an object, or a Set of these. */
  #elements(list: Expression, given: Given): string[] {
    const { ts } = this.#declared;
    const bare = this.#declared.bare(list);
    if (ts.isArrayLiteralExpression(bare))
      return bare.elements.flatMap((element) =>
        ts.isSpreadElement(element) ? this.#elements(element.expression, given) : this.of(element, given),
      );
    if (ts.isNewExpression(bare) && bare.arguments?.[0]) return this.#elements(bare.arguments[0], given);
    if (ts.isCallExpression(bare) && bare.arguments[0]) {
      const callee = bare.expression.getText();
      if (callee === "Object.values") return this.#members(bare.arguments[0], null, given);
      if (callee === "Array.from") return this.#elements(bare.arguments[0], given);
    }
    if (!ts.isIdentifier(bare) && !ts.isPropertyAccessExpression(bare)) return [];
    return this.#declared.of(bare).flatMap((declaration) => {
      const value =
        ts.isVariableDeclaration(declaration) ||
        ts.isPropertyAssignment(declaration) ||
        ts.isPropertyDeclaration(declaration)
          ? declaration.initializer
          : undefined;
      return value ? this.#elements(value, given) : [];
    });
  }

  #ofCall(node: TypeScript.CallExpression, given: Given): string[] {
    const { ts } = this.#declared;
    const args = (): string[][] => node.arguments.map((argument) => this.of(argument, given));
    if (ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      if (name.text === "concat") return args().reduce(joined, this.of(expression, given));
      if (name.text === "toLowerCase") return this.of(expression, given).map((text) => text.toLowerCase());
      if (name.text === "toUpperCase") return this.of(expression, given).map((text) => text.toUpperCase());
      if (name.text === "trim" || name.text === "toString")
        return this.of(expression, given).map((text) => text.trim());
      if (name.text === "join" && ts.isArrayLiteralExpression(this.#declared.bare(expression))) {
        const parts = (this.#declared.bare(expression) as TypeScript.ArrayLiteralExpression).elements;
        const between = args()[0] ?? [","];
        return parts.map((part) => this.of(part, given)).reduce((heads, part) => joined(joined(heads, between), part));
      }
    }
    if (node.expression.getText() === "String" && node.arguments[0]) return this.of(node.arguments[0], given);
    return this.#declared.of(calleeName(ts, node.expression)).flatMap((declaration) => {
      const called = functionOf(this.#declared, declaration);
      if (called === null) return [];
      const inside = this.given(called.parameters, node.arguments, given);
      return resultsOf(ts, called).flatMap((result) => this.of(result, inside));
    });
  }

  /** What the parameters of a function are, called with these arguments. */
  given(parameters: readonly TypeScript.ParameterDeclaration[], args: readonly Expression[], outside: Given): Given {
    const inside = new Map(outside);
    for (const [index, parameter] of parameters.entries()) {
      const value = args[index] ?? parameter.initializer;
      if (this.#declared.ts.isObjectBindingPattern(parameter.name)) {
        this.#destructured(parameter.name, inside, (key) => (value ? this.#members(value, [key], outside) : []));
        continue;
      }
      const symbol = this.#declared.checker.getSymbolAtLocation(parameter.name);
      if (symbol && value) inside.set(symbol, this.of(value, outside));
    }
    return inside;
  }

  /** The same of a component with these attributes. */
  givenAttributes(
    component: { readonly parameters: readonly TypeScript.ParameterDeclaration[] },
    attributes: ReadonlyMap<string, Expression>,
  ): Given {
    const inside = new Map<TypeScript.Symbol, readonly string[]>();
    const pattern = component.parameters[0]?.name;
    if (pattern && this.#declared.ts.isObjectBindingPattern(pattern))
      this.#destructured(pattern, inside, (key) => (attributes.has(key) ? this.of(attributes.get(key)!) : []));
    return inside;
  }

  #destructured(
    pattern: TypeScript.ObjectBindingPattern,
    into: Map<TypeScript.Symbol, readonly string[]>,
    textsOf: (key: string) => readonly string[],
  ): void {
    for (const element of pattern.elements) {
      const symbol = this.#declared.checker.getSymbolAtLocation(element.name);
      if (!symbol || element.dotDotDotToken) continue;
      const found = textsOf((element.propertyName ?? element.name).getText());
      into.set(symbol, found.length === 0 && element.initializer ? this.of(element.initializer) : found);
    }
  }

  #ofType(node: Expression): string[] {
    const type = this.#declared.checker.getTypeAtLocation(node);
    const parts = type.isUnion() ? type.types : [type];
    return parts.flatMap((part) => (part.isStringLiteral() ? [part.value] : []));
  }
}

export function calleeName(ts: Ts, callee: Expression): Node {
  return ts.isPropertyAccessExpression(callee) ? callee.name : callee;
}

function resultsOf(ts: Ts, { body }: { readonly body?: Node | undefined }): Expression[] {
  if (body === undefined) return [];
  if (!ts.isBlock(body)) return [body as Expression];
  const found: Expression[] = [];
  const visit = (node: Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}

function joined(heads: readonly string[], tails: readonly string[]): string[] {
  return heads.flatMap((head) => tails.map((tail) => head + tail)).slice(0, maximumTexts);
}
