import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript-compiler";
import { createTypeNames } from "./create-type-names.ts";
import { schemaType } from "./schema-type.ts";

const folder = dirname(fileURLToPath(import.meta.resolve("typescript-compiler")));
const libraries = new Map(
  readdirSync(folder)
    .filter((name) => /^lib\.(es5|decorators(\.legacy)?)\.d\.ts$/.test(name))
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      return [`/${name}`, ts.createSourceFile(`/${name}`, text, ts.ScriptTarget.ES2022)];
    }),
);

/** What the compiler says of a file of declarations, as strict as it can be. */
export function complaints(text: string): string[] {
  const file = ts.createSourceFile("/patchops.d.ts", text, ts.ScriptTarget.ES2022);
  const program = ts.createProgram(
    [file.fileName],
    { strict: true, exactOptionalPropertyTypes: true, types: [], lib: ["lib.es5.d.ts"], noEmit: true },
    {
      getSourceFile: (name) => (name === file.fileName ? file : libraries.get(name)),
      getDefaultLibFileName: () => "/lib.es5.d.ts",
      getCurrentDirectory: () => "/",
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      fileExists: (name) => name === file.fileName || libraries.has(name),
      readFile: () => undefined,
      writeFile: () => undefined,
    },
  );
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
    ({ start, messageText }) =>
      `${ts.flattenDiagnosticMessageText(messageText, "\n")} at ${text.slice(start, (start ?? 0) + 80)}`,
  );
}

/** A file of declarations with one constant of each type. */
export function declared(schemas: readonly unknown[]): string {
  const names = createTypeNames();
  const types = schemas.map((schema, index) =>
    schemaType(schema, { names: names.within(`a_t${index}`), hint: "Args" }),
  );
  const named = types.flatMap((type) => type.named);
  return `${named.length > 0 ? `declare namespace Tools {\n${named.join("")}}\n` : ""}${types
    .map(({ text }, index) => `declare const t${index}: ${text};\n`)
    .join("")}`;
}
