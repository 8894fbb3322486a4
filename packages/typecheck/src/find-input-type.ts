import type TypeScript from "typescript-compiler";

/**
 * The type that a program gives its input: of `declare const input: …`, of the parameter of the function that it exports, or of
 * what it takes `input` as (`const order: Order = input`, `input as Order`). undefined: it gives none.
 */
export function findInputType(
  ts: typeof TypeScript,
  file: TypeScript.SourceFile,
): TypeScript.TypeNode | undefined {
  let taken: TypeScript.TypeNode | undefined;
  let declared: TypeScript.TypeNode | undefined;

  function isInput(node: TypeScript.Node | undefined): boolean {
    return node !== undefined && ts.isIdentifier(node) && node.text === "input";
  }

  function visit(node: TypeScript.Node): void {
    if (ts.isVariableDeclaration(node) && isInput(node.name) && !node.initializer) declared ??= node.type;
    else if (ts.isVariableDeclaration(node) && isInput(node.initializer)) taken ??= node.type;
    else if ((ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) && isInput(node.expression))
      taken ??= node.type;
    else if (ts.isExportAssignment(node)) declared ??= parameterOf(node.expression);
    else if (ts.isFunctionDeclaration(node) && isDefaultExport(node)) declared ??= parameterOf(node);
    ts.forEachChild(node, visit);
  }

  function isDefaultExport(node: TypeScript.FunctionDeclaration): boolean {
    return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true;
  }

  function parameterOf(node: TypeScript.Node): TypeScript.TypeNode | undefined {
    return ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node)
      ? node.parameters[0]?.type
      : undefined;
  }

  visit(file);
  return declared ?? taken;
}
