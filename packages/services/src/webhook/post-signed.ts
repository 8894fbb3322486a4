import { errorBody } from "@patchops/contract";
import { UpstreamError } from "@patchops/upstream";
import type { Services } from "../context.ts";
import { signedHeaders } from "../sign-webhook.ts";
import { openSecrets } from "./secret.ts";

/** From each attempt to the next, in seconds; after the last nobody tries again. */
const pausesSeconds = [10, 60, 300, 1_800, 7_200, 28_800] as const;
const timeoutMs = 15_000;
/** Nobody reads it. */
const maxAnswerBytes = 1_048_576;
/** The receiver wants no more (Standard Webhooks 1.0). */
const gone = 410;

export interface PostEnd {
  /** Null when there was no answer. */
  httpStatus: number | null;
  /** Null when it was taken. */
  problem: string | null;
}

/** Tells an organization's receiver something, signed by its secrets, past the address guard. Never rejects for what the receiver does. */
export async function postSigned(
  services: Services,
  message: { organizationId: string; url: string; id: string; body: string },
): Promise<PostEnd> {
  const { organizationId, url, id, body } = message;
  const secrets = await services.database.withOrganization(organizationId, (trx) =>
    openSecrets(services, trx, organizationId),
  );
  const timestampSeconds = Math.floor(Date.now() / 1_000);
  const headers = {
    "content-type": "application/json",
    "user-agent": "PatchOps-Webhooks",
    ...signedHeaders({ id, timestampSeconds, body }, secrets),
  };
  try {
    const { status } = await services.upstreams.fetch({
      ...{ url, method: "POST", headers: Object.entries(headers), body: Buffer.from(body) },
      ...{ redirect: "manual", timeoutMs, maxBytes: maxAnswerBytes },
      signal: new AbortController().signal,
      checkHost: () => undefined,
    });
    return { httpStatus: status, problem: status >= 200 && status < 300 ? null : `It answered ${status}.` };
  } catch (error) {
    const { message } = error instanceof UpstreamError ? error : errorBody(error);
    return { httpStatus: null, problem: message };
  }
}

/** Seconds until the next attempt; undefined when there is none. */
export function pauseAfter(attempt: number, { httpStatus, problem }: PostEnd): number | undefined {
  return problem === null || httpStatus === gone ? undefined : pausesSeconds[attempt - 1];
}
