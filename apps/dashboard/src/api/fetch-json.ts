import { isErrorBody } from "./is-error-body.ts";
import { ServerError } from "./server-error.ts";
import { watchedFetch } from "./watched-fetch.ts";

/** An address of ours that is no procedure. Throws `ServerError` with what the server said of a failure. */
export async function fetchJson<Answer>(path: string, body?: unknown): Promise<Answer> {
  const response = await watchedFetch(
    path,
    body === undefined
      ? { headers: { accept: "application/json" } }
      : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
  );
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as Answer;
  const error = typeof answer === "object" && answer !== null && "error" in answer ? answer.error : null;
  throw new ServerError(
    isErrorBody(error)
      ? error
      : { code: "unreachable", message: "The server did not answer.", retryable: true },
  );
}
