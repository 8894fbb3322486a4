import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, errorBody } from "@patchops/contract";
import { DatabaseError } from "@patchops/db";
import { checkSite, type Sites } from "@patchops/gateway";
import type { Log } from "@patchops/services";
import { isOperator } from "./is-operator.ts";

export interface RestoreWishes {
  /** Whether the backup may take the place of organizations that are there. */
  isReplacing: boolean;
  /** Sends a line to the operator. */
  say: (progress: string) => void;
}

export interface OperatorDoorOptions {
  operatorToken: string;
  publicUrl: string;
  sites: Sites;
  requestIdOf: (request: IncomingMessage) => string;
  log: Log;
  backup(response: ServerResponse): Promise<void>;
  /** Rejects with what the operator is to hear. */
  restore(
    request: IncomingMessage,
    response: ServerResponse,
    wishes: RestoreWishes,
  ): Promise<Record<string, unknown>>;
}

/** Keeps what lies between from taking a long restore for a broken connection. */
const keepAliveMs = 15_000;

/** Files that are too large for tRPC: `POST /operator/backup` and `/operator/restore`, for the operator on this host. */
export function createOperatorDoor(options: OperatorDoorOptions) {
  const { operatorToken, publicUrl, sites, requestIdOf, log } = options;

  function admit(request: IncomingMessage): URL {
    checkSite(request, sites);
    if (!isOperator(request, operatorToken)) {
      throw new AppError("forbidden", "This is for the operator, on the server's own host.");
    }
    if (request.method !== "POST") throw new AppError("method_not_allowed", "This address takes POST.");
    return new URL(request.url ?? "/", "http://localhost");
  }

  /** Answers with a line of JSON a step, the last of which is the outcome. */
  async function answerInSteps(
    request: IncomingMessage,
    response: ServerResponse,
    isReplacing: boolean,
  ): Promise<void> {
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    const write = (line: unknown) => response.write(`${JSON.stringify(line)}\n`);
    const timer = setInterval(() => response.write("\n"), keepAliveMs);
    const say = (progress: string) => void write({ progress });
    try {
      write({ done: await options.restore(request, response, { isReplacing, say }) });
    } catch (error) {
      write({ error: describe(request, error) });
      // The sender of a refused file waits for somebody to take the rest.
      request.resume();
    } finally {
      clearInterval(timer);
      response.end();
    }
  }

  function describe(request: IncomingMessage, error: unknown) {
    const requestId = requestIdOf(request);
    const known =
      error instanceof DatabaseError
        ? new AppError("conflict", error.problem, { next: error.remedy, cause: error })
        : error;
    if (!(known instanceof AppError)) log.error({ error, requestId }, "an operator's request failed");
    return errorBody(known, { requestId, publicUrl });
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader("x-request-id", requestIdOf(request));
    response.setHeader("cache-control", "no-store");
    response.setHeader("x-content-type-options", "nosniff");
    try {
      const url = admit(request);
      if (url.pathname === "/operator/backup") await options.backup(response);
      else if (url.pathname === "/operator/restore") {
        await answerInSteps(request, response, url.searchParams.get("replace") === "1");
      } else throw new AppError("not_found", "There is nothing here.");
    } catch (error) {
      if (response.headersSent) {
        log.warn({ error }, "an operator's request broke off");
        response.destroy();
        return;
      }
      const status =
        error instanceof AppError ? error.httpStatus : error instanceof DatabaseError ? 409 : 500;
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: describe(request, error) }));
    }
  };
}
