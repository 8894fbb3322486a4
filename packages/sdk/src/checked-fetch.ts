import { PatchOpsError } from "./patch-ops-error.ts";
import { readErrorBody } from "./read-error-body.ts";

/** `fetch`, as far as it is needed here: Node's, a browser's, or a caller's own. */
export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

export interface CheckedFetchOptions {
  /** The server's address, for words. */
  url: string;
  fetch: Fetch;
  headers: Record<string, string>;
}

/** Causes under which nothing can have left this machine, in the codes of Node and undici. */
const unsentCauses: Record<string, string> = {
  ECONNREFUSED: "the connection was refused",
  ENOTFOUND: "the name is not known",
  EAI_AGAIN: "the name could not be looked up",
  EHOSTUNREACH: "there is no way to that host",
  ENETUNREACH: "there is no network",
  UND_ERR_CONNECT_TIMEOUT: "the host did not answer",
};

/**
 * A fetch that adds our headers and resolves only for answers of PatchOps. All else rejects with a `PatchOpsError`, but for
 * an abort, which rejects as it came.
 */
export function checkedFetch(options: CheckedFetchOptions): Fetch {
  return async (url, init) => {
    let response: Response;
    try {
      const headers = new Headers(init?.headers);
      for (const [name, value] of Object.entries(options.headers)) headers.set(name, value);
      response = await options.fetch(url, { ...init, headers });
    } catch (error) {
      if (init?.signal?.aborted) throw error;
      throw unreachable(options.url, error);
    }
    const type = response.headers.get("content-type") ?? "";
    if (response.ok && /^(application\/(json|zip)|text\/event-stream)\b/i.test(type)) return response;
    throw await refusal(options.url, response);
  };
}

/** The error of an answer that never came, or broke off. */
export function unreachable(url: string, cause: unknown): PatchOpsError {
  const code = causeCode(cause);
  const reason = unsentCauses[code];
  return new PatchOpsError("unreachable", `No answer from ${url}: ${reason ?? "the connection broke"}.`, {
    retryable: true,
    sent: reason === undefined,
    next: "Check the address, and that the server runs.",
    cause,
  });
}

/** fetch wraps its cause once or twice; an AggregateError stands for several addresses of one name. */
function causeCode(error: unknown): string {
  for (let current = error, depth = 0; current instanceof Error && depth < 4; depth++) {
    if ("code" in current && typeof current.code === "string") return current.code;
    current = current.cause;
  }
  return "";
}

async function refusal(url: string, response: Response): Promise<PatchOpsError> {
  const answer = { httpStatus: response.status, retryAfterMs: retryAfterMs(response) };
  const body: unknown = await response.json().catch(() => undefined);
  const error = property(body, "error");
  return (
    // tRPC carries our body in `data`; answers from before tRPC are the body itself.
    readErrorBody(property(error, "data"), answer) ??
    readErrorBody(error, answer) ??
    new PatchOpsError(
      "unexpected_answer",
      response.ok
        ? `${url} answered, but not as PatchOps does.`
        : `${url} answered ${response.status}, but not as PatchOps does.`,
      {
        retryable: [429, 502, 503, 504].includes(response.status),
        next: "Check the address: it is the one that the server prints at its start.",
        ...answer,
      },
    )
  );
}

function property(value: unknown, name: string): unknown {
  return value !== null && typeof value === "object" ? Reflect.get(value, name) : undefined;
}

/** RFC 9110, section 10.2.3: seconds or a date. */
function retryAfterMs(response: Response): number | undefined {
  const header = response.headers.get("retry-after");
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
