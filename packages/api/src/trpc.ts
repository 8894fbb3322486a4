import { AppError, type ErrorBody, errorBody, type Via } from "@patchops/contract";
import {
  type Actor,
  type Context,
  noteRefused,
  noteSeen,
  rateFields,
  type Services,
  type Visit,
  withSpan,
} from "@patchops/services";
import { initTRPC, TRPCError } from "@trpc/server";
import { z } from "zod";

/** What a sender may lose the right to: people still read in a frozen organization, and call nothing. */
export type Barrable = "read" | "call";

/** What the server knows of a request when a procedure starts. */
export interface ApiContext {
  visit: Visit;
  services: Services;
  actor: Actor | null;
  /** Why the sender was turned away: a bad key, or a cookie that a foreign page sent. No procedure runs then. */
  refusal: AppError | null;
  /** What keeps the sender from this by now, for what stays open for long; null = nothing. Rejects where that cannot be known. */
  barred: (act: Barrable) => Promise<AppError | null>;
  /** Set instead of an actor for commands on the server's own host that hold the operator token. */
  isOperator: boolean;
  via: Via;
  client: { name: string; version: string | null } | null;
  cookieHeader: string | undefined;
  /** Headers of the answer; a cookie is appended here. */
  resHeaders: Headers;
}

type TrpcCode = TRPCError["code"];

const codeByStatus: Record<number, TrpcCode> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  402: "PAYMENT_REQUIRED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_SUPPORTED",
  409: "CONFLICT",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  429: "TOO_MANY_REQUESTS",
  499: "CLIENT_CLOSED_REQUEST",
  502: "BAD_GATEWAY",
  503: "SERVICE_UNAVAILABLE",
  504: "GATEWAY_TIMEOUT",
};

/** SQL states of texts that the database cannot hold, such as one with a null character. */
const unstorable = ["22021", "22P05"];

function isUnstorable(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && unstorable.includes(String(cause.code));
}

function withField(message: string, field: string): string {
  return field === "" ? message : `${message.replace(/\.$/, "")} (${field}).`;
}

/** An error of tRPC itself or of a verb, in the contract's words. */
function toAppError(error: TRPCError): AppError | Error {
  if (error.cause instanceof AppError) return error.cause;
  if (isUnstorable(error.cause)) {
    return new AppError("invalid_input", "The input holds a character that cannot be stored.");
  }
  if (error.cause instanceof z.ZodError) {
    const [issue] = error.cause.issues;
    const field = issue?.path.join(".") ?? "";
    return new AppError("invalid_input", issue ? withField(issue.message, field) : "The input is wrong.", {
      details: {
        field,
        issues: error.cause.issues.slice(0, 20).map(({ path, message }) => ({ path, message })),
      },
    });
  }
  switch (error.code) {
    case "NOT_FOUND":
      return new AppError("not_found", "There is no such procedure.");
    case "METHOD_NOT_SUPPORTED":
      return new AppError("method_not_allowed", "This procedure is not called by that method.");
    case "UNSUPPORTED_MEDIA_TYPE":
      return new AppError("unsupported_media_type", "Send application/json.");
    case "PARSE_ERROR":
    case "BAD_REQUEST":
      return new AppError("malformed_request", "The request is not well-formed.");
    case "PAYLOAD_TOO_LARGE":
      return new AppError("too_large", "The request is too large.");
    default:
      return error;
  }
}

const trpc = initTRPC.context<ApiContext>().create({
  sse: { ping: { enabled: true, intervalMs: 10_000 }, client: { reconnectAfterInactivityMs: 30_000 } },
  // A call that waits for a person stays open for minutes, past proxies that close silent connections.
  jsonl: { pingMs: 10_000 },
  errorFormatter({ shape, error, ctx }) {
    const known = toAppError(error);
    const body: ErrorBody = errorBody(known, {
      requestId: ctx?.visit.requestId,
      publicUrl: ctx?.services.settings.publicUrl,
    });
    const httpStatus = known instanceof AppError ? known.httpStatus : 500;
    // The path and stack of tRPC's own shape stay inside.
    return { code: shape.code, message: body.message, data: { ...body, httpStatus } };
  },
});

/** Gives a verb's error the status that its code stands for. */
const mapErrors = trpc.middleware(async ({ ctx, next, path }) => {
  const answer = await next();
  if (answer.ok) return answer;
  const known = toAppError(answer.error);
  if (!(known instanceof AppError) || known.code === "internal") {
    const error = known instanceof AppError ? (known.cause ?? known) : (answer.error.cause ?? answer.error);
    ctx.services.log.error({ error, path, requestId: ctx.visit.requestId }, "a procedure failed");
  } else {
    // Its message may hold what somebody sent.
    ctx.services.log.info({ code: known.code, path, requestId: ctx.visit.requestId }, "a procedure refused");
  }
  if (!(known instanceof AppError)) return answer;
  if (known.retryAfterSeconds !== undefined) {
    ctx.resHeaders.set("retry-after", String(known.retryAfterSeconds));
  }
  return { ...answer, error: errorAnswer(known) };
});

export const router = trpc.router;

/** For everybody, signed in or not. */
export const publicProcedure = trpc.procedure.use(mapErrors).use(({ ctx, next }) => {
  if (ctx.refusal) throw errorAnswer(ctx.refusal);
  return next();
});

/** For known actors: `ctx.context` is the first argument of every verb. */
export const procedure = publicProcedure.use(async ({ ctx, next, path, type }) => {
  const { actor, visit, via, client } = ctx;
  if (!actor) {
    throw errorAnswer(
      new AppError("unauthenticated", "Sign in first.", {
        next: "Log in, or send an API key: Authorization: Bearer po_…",
      }),
    );
  }
  const asking: Context = { ...visit, actor, via, client };
  await noteSeen(asking, path);
  const rate = await rateFields(asking);
  if (rate !== null) {
    ctx.resHeaders.set("ratelimit-policy", rate.policy);
    ctx.resHeaders.set("ratelimit", rate.limit);
  }
  const attributes = {
    "rpc.system": "trpc",
    "rpc.method": path,
    "patchops.via": via,
    "patchops.organization.id": actor.organizationId,
    "patchops.request.id": visit.requestId,
  };
  // tRPC hands failures on as answers.
  const read = (answer: { ok: boolean; error?: { cause?: unknown } }) =>
    answer.ok
      ? {}
      : { error: answer.error?.cause instanceof AppError ? answer.error.cause.code : "internal" };
  const answer = await withSpan(asking, { name: path, kind: "server", attributes, read }, (context) =>
    next({ ctx: { context } }),
  );
  if (type === "mutation" && read(answer).error === "forbidden") await noteRefused(asking, path);
  return answer;
});

/** For commands on the server's host that hold the operator token. */
export const operatorProcedure = publicProcedure.use(({ ctx, next }) => {
  if (!ctx.isOperator) {
    throw errorAnswer(new AppError("forbidden", "This is for the operator, on the server's own host."));
  }
  return next();
});

/** An error of ours as tRPC answers it. */
export function errorAnswer(error: AppError): TRPCError {
  return new TRPCError({ code: codeByStatus[error.httpStatus] ?? "INTERNAL_SERVER_ERROR", cause: error });
}
