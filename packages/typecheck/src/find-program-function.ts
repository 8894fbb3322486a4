import type TypeScript from "typescript-compiler";

/** What a program is: the function that it exports, or the one that it is put into. */
export function findProgramFunction(
  ts: typeof TypeScript,
  file: TypeScript.SourceFile,
): TypeScript.SignatureDeclaration | undefined {
  for (const statement of file.statements) {
    if (ts.isFunctionDeclaration(statement)) {
      const isDefault = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
      if (isDefault || statement.name?.text === "program") return statement;
    }
    if (ts.isExportAssignment(statement)) {
      const { expression } = statement;
      if (ts.isArrowFunction(expression) || ts.isFunctionExpression(expression)) return expression;
    }
  }
  return undefined;
}
