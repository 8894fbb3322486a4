import type { IncomingMessage } from "node:http";
import { AppError } from "@patchops/contract";

/** What the client can read, by its Accept header; one that says nothing can read JSON. Throws `malformed_request`. */
export function acceptedAnswers(request: IncomingMessage): { acceptsJson: boolean; acceptsStream: boolean } {
  const accept = (request.headers.accept ?? "application/json").toLowerCase();
  const acceptsStream = accept.includes("text/event-stream");
  const acceptsJson = /application\/json|application\/\*|\*\/\*/.test(accept);
  if (!acceptsJson && !acceptsStream) {
    throw new AppError("malformed_request", "Answers are JSON or an event stream: accept application/json.");
  }
  return { acceptsJson, acceptsStream };
}
