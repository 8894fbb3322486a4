import { readdirSync, readFileSync } from "node:fs";
import { Socket } from "node:net";
import { createLanguage, isLibraryFile } from "@patchops/typecheck";
import ts from "typescript-compiler";
import { createFrameReader, encodeFrame } from "../frame-codec.ts";
import type { CheckAnswer, CheckRequest } from "./check-message.ts";

const maxFrameBytes = 67_108_864;

/** The process that checks programs against types, one at a time. It knows one pipe, fd 3, and ends with it. */
function main(folder: string): void {
  const names = readdirSync(folder).filter(isLibraryFile);
  const language = createLanguage(
    ts,
    new Map(names.map((name) => [name, readFileSync(`${folder}/${name}`, "utf8")])),
  );
  const socket = new Socket({ fd: 3, readable: true, writable: true });
  const tell = (answer: CheckAnswer) => socket.write(encodeFrame([answer]));
  let declarations = "";

  function receive(request: CheckRequest): void {
    declarations = request.declarations ?? declarations;
    try {
      const program = { code: request.code, declarations };
      const problems = language.check(program);
      const schemas = request.wantsSchemas && {
        schemas: { input: language.inputSchema(program), output: language.outputSchema(program) },
      };
      tell({ type: "checked", checked: { problems, ...schemas } });
    } catch {
      // Mostly by its depth. Whoever started this process ends it: the compiler may be left in any state.
      tell({ type: "checked", checked: null });
    }
  }

  const read = createFrameReader(maxFrameBytes, (requests) => {
    for (const request of requests as CheckRequest[]) receive(request);
  });
  socket.on("data", read);
  const end = () => process.exit();
  socket.on("close", end);
  socket.on("error", end);
  // Reads the language's own declarations, which is no program's time.
  language.check({ code: "return 1;", declarations });
  tell({ type: "ready" });
}

main(process.argv[2] ?? "");
