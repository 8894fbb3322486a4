import type { ErrorBody } from "@patchops/contract";

/** What the server said of a failure. */
export class ServerError extends Error {
  override readonly name = "ServerError";
  readonly body: ErrorBody;

  constructor(body: ErrorBody) {
    super(body.message);
    this.body = body;
  }
}
