import { createChecker, type TypeProblem } from "@patchops/typecheck";
import ts from "typescript-compiler";

export interface CheckRequest {
  id: number;
  code: string;
  declarations: string;
}

export interface CheckAnswer {
  id: number;
  problems: TypeProblem[];
}

const texts = import.meta.glob<string>(
  [
    "/node_modules/typescript-compiler/lib/lib.{es5,decorators,decorators.legacy}.d.ts",
    "/node_modules/typescript-compiler/lib/lib.es20{15,16,17,18,19,20,21,22,23,24}*.d.ts",
    "!**/*.full.d.ts",
  ],
  { query: "?raw", import: "default", eager: true },
);
const check = createChecker(
  ts,
  new Map(Object.entries(texts).map(([path, text]) => [path.slice(path.lastIndexOf("/") + 1), text])),
);

self.addEventListener("message", ({ data: { id, ...program } }: MessageEvent<CheckRequest>) => {
  self.postMessage({ id, problems: check(program) } satisfies CheckAnswer);
});
