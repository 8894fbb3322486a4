import {
  type Completions,
  createLanguage,
  type Explanation,
  type Program,
  type TypeProblem,
  type TypeSchema,
} from "@patchops/typecheck";
import ts from "typescript-compiler";

export type LanguageQuestion = Program &
  (
    | { ask: "check" | "inputSchema" }
    | { ask: "complete" | "explain"; offset: number }
    | { ask: "describe"; offset: number; name: string }
  );

/** Holds the one that was asked for. */
export interface LanguageAnswer {
  problems?: TypeProblem[];
  schema?: TypeSchema | null;
  completions?: Completions | null;
  explanation?: Explanation | null;
  description?: Pick<Explanation, "text" | "description"> | null;
}

const texts = import.meta.glob<string>(
  [
    "/node_modules/typescript-compiler/lib/lib.{es5,decorators,decorators.legacy}.d.ts",
    "/node_modules/typescript-compiler/lib/lib.es20{15,16,17,18,19,20,21,22,23,24}*.d.ts",
    "!**/*.full.d.ts",
  ],
  { query: "?raw", import: "default", eager: true },
);
const language = createLanguage(
  ts,
  new Map(Object.entries(texts).map(([path, text]) => [path.slice(path.lastIndexOf("/") + 1), text])),
);

function answer(question: LanguageQuestion): LanguageAnswer {
  switch (question.ask) {
    case "check":
      return { problems: language.check(question) };
    case "inputSchema":
      return { schema: language.inputSchema(question) };
    case "complete":
      return { completions: language.complete(question, question.offset) };
    case "explain":
      return { explanation: language.explain(question, question.offset) };
    case "describe":
      return { description: language.describe(question, question.offset, question.name) };
  }
}

self.addEventListener("message", ({ data: { id, question } }: MessageEvent<LanguageRequest>) => {
  self.postMessage({ id, answer: answer(question) } satisfies LanguageResponse);
});

export interface LanguageRequest {
  id: number;
  question: LanguageQuestion;
}

export interface LanguageResponse {
  id: number;
  answer: LanguageAnswer;
}
