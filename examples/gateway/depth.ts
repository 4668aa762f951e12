import { type ASTNode, GraphQLError, type ValidationRule } from "graphql";

/** Refuses operations whose fields nest deeper than this, fragments followed. */
export function depthLimit(limit: number): ValidationRule {
  return (context) => {
    const depthOf = (node: ASTNode, seen: ReadonlySet<string>): number => {
      if (node.kind === "FragmentSpread") {
        const { value } = node.name;
        const fragment = context.getFragment(value);
        return !fragment || seen.has(value) ? 0 : depthOf(fragment, new Set([...seen, value]));
      }
      if (!("selectionSet" in node) || !node.selectionSet) return node.kind === "Field" ? 1 : 0;
      const own = node.kind === "Field" ? 1 : 0;
      return own + node.selectionSet.selections.reduce((deepest, each) => Math.max(deepest, depthOf(each, seen)), 0);
    };
    return {
      OperationDefinition: (node) => {
        if (depthOf(node, new Set()) > limit)
          context.reportError(new GraphQLError(`fields nest deeper than ${limit}`, { nodes: node }));
      },
    };
  };
}
