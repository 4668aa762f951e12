import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type * as TypeScript from "typescript";
import { keyForm } from "../../../core/flags/index.ts";
import { Callees, isRequestFlags } from "./callees.ts";
import { Declarations, type Expression, type Node } from "./declarations.ts";
import { openProgram } from "./program.ts";
import { Texts } from "./texts.ts";
import { loadTypeScript, type Ts } from "./typescript.ts";

/** Where code names a flag. Lines and columns count from 1. */
export interface CodeReference {
  readonly key: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Attributes and properties that hold a flag's key, on anything. */
const holders = new Set(["flagKey", "featureFlag"]);
/** And those that do on a component whose name speaks of flags. */
const ofComponent = new Set(["flag", "feature", "name"]);

/**
 * Finds the flags that code names, by the TypeScript compiler: in calls (callees.ts), in `req.flags["key"]`, in JSX
 * attributes and in properties `flagKey`. What a key is, texts.ts tells; one that is made at run time is not seen.
 *
 * @param files Absolute or relative to the working directory; reported as they are given.
 * @throws InputError `typescript-missing` where the project has no TypeScript.
 */
export async function codeReferences(files: readonly string[]): Promise<readonly CodeReference[]> {
  if (!files.some((file) => mayName(readFileSync(file, "utf8")))) return [];
  const ts = await loadTypeScript();
  const program = openProgram(ts, files);
  const declared = new Declarations(ts, program.getTypeChecker());
  const finder = new Finder(declared);
  return files.flatMap((file) => {
    const parsed = program.getSourceFile(resolve(file));
    return parsed ? finder.references(parsed, file) : [];
  });
}

/** Quick: whether anything in a text could name a flag or hand on what does. */
function mayName(text: string): boolean {
  return /flag|feature|isOn|isEnabled|evaluate|ariant|get(?:Boolean|String|Number|Object)(?:Value|Details)/i.test(text);
}

class Finder {
  readonly #ts: Ts;
  readonly #texts: Texts;
  readonly #callees: Callees;

  constructor(declared: Declarations) {
    this.#ts = declared.ts;
    this.#texts = new Texts(declared);
    this.#callees = new Callees(declared);
  }

  references(parsed: TypeScript.SourceFile, file: string): CodeReference[] {
    const ts = this.#ts;
    const found = new Map<string, CodeReference>();
    const note = (at: Node, keys: readonly string[]): void => {
      const { line, character } = parsed.getLineAndCharacterOfPosition(at.getStart(parsed));
      for (const key of keys)
        if (key !== "") found.set(`${key} ${line} ${character}`, { key, file, line: line + 1, column: character + 1 });
    };
    const visit = (node: Node): void => {
      if (ts.isCallExpression(node) && node.arguments.length > 0) this.#inCall(node, note);
      else if (ts.isElementAccessExpression(node) && isRequestFlags(node.expression))
        note(node.argumentExpression, this.#texts.of(node.argumentExpression).filter(isKey));
      else if (ts.isVariableDeclaration(node) && node.initializer && isRequestFlags(node.initializer))
        this.#inPattern(node.name, note);
      else if (ts.isPropertyAssignment(node) && holders.has(node.name.getText(parsed)))
        note(node.initializer, this.#texts.of(node.initializer).filter(isKey));
      else if (ts.isJsxAttributes(node)) this.#inAttributes(node, note);
      ts.forEachChild(node, visit);
    };
    visit(parsed);
    return [...found.values()];
  }

  #inCall(node: TypeScript.CallExpression, note: (at: Node, keys: readonly string[]) => void): void {
    const naming = this.#callees.naming(node.expression, node.arguments.length);
    if (naming === null) return;
    if (naming.by === "argument") {
      note(node.arguments[0]!, this.#texts.of(node.arguments[0]!));
      return;
    }
    const inside = this.#texts.given(naming.called.parameters, node.arguments, new Map());
    note(
      node.arguments[0]!,
      naming.keys.flatMap((key) => this.#texts.of(key, inside)),
    );
  }

  /** `const { "x.enabled": on } = req.flags` */
  #inPattern(name: TypeScript.BindingName, note: (at: Node, keys: readonly string[]) => void): void {
    if (!this.#ts.isObjectBindingPattern(name)) return;
    for (const { propertyName } of name.elements)
      if (propertyName && this.#ts.isStringLiteral(propertyName)) note(propertyName, [propertyName.text].filter(isKey));
  }

  #inAttributes(node: TypeScript.JsxAttributes, note: (at: Node, keys: readonly string[]) => void): void {
    const ts = this.#ts;
    const { tagName } = node.parent;
    const values = new Map<string, Expression>();
    for (const attribute of node.properties) {
      if (!ts.isJsxAttribute(attribute) || !attribute.initializer) continue;
      const { initializer } = attribute;
      const value = ts.isJsxExpression(initializer) ? initializer.expression : (initializer as Expression);
      if (value) values.set(attribute.name.getText(), value);
    }
    const component = this.#callees.component(tagName);
    if (component !== null) {
      const inside = this.#texts.givenAttributes(component.called, values);
      const keys = new Set(component.keys.flatMap((key) => this.#texts.of(key, inside)));
      // Said of the attribute that it comes from, as far as one can be told.
      for (const value of values.values()) {
        const own = this.#texts.of(value).filter((text) => keys.delete(text));
        if (own.length > 0) note(value, own);
      }
      if (keys.size > 0) note(tagName, [...keys]);
      return;
    }
    for (const [name, value] of values)
      if (holders.has(name) || (ofComponent.has(name) && /flag|feature/i.test(tagName.getText())))
        note(value, this.#texts.of(value).filter(isKey));
  }
}

function isKey(text: string): boolean {
  return keyForm.test(text);
}
