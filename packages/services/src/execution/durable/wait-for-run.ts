import { AppError, executionErrorSchema } from "@patchops/contract";
import type { Hold } from "@patchops/sandbox";
import type { Context } from "../../context.ts";
import type { LiveRun } from "../live-run.ts";
import { lastAttempt } from "./last-attempt.ts";
import { outlastOutage } from "./outlast-outage.ts";
import { waitInPlace } from "./wait-in-place.ts";

/** Waits for a workflow that a program has started, all its attempts, and gives its result. Throws `tool_error` where it failed. */
export async function waitForRun(
  { services, actor }: Context,
  place: { live: LiveRun; hold: Hold; signal: AbortSignal },
  { rootId, name }: { rootId: string; name: string },
): Promise<unknown> {
  const { organizationId } = actor;
  let last: Awaited<ReturnType<typeof lastAttempt>>;
  const isOver = async () => {
    last = await outlastOutage(
      () =>
        services.database.withOrganization(organizationId, (trx) =>
          lastAttempt(trx, { organizationId, rootId }),
        ),
      place,
    );
    return last === undefined || last.state === "ended";
  };
  const { pauseAfterMs } = services.settings;
  await waitInPlace(place, { sleep: true, until: null, rootId }, { pauseAfterMs, isOver });
  if (last?.status === "succeeded") return last.result;
  const error = executionErrorSchema.safeParse(last?.error).data;
  const why = error === undefined ? "." : `: ${error.message}`;
  throw new AppError("tool_error", `The workflow ${name} ended as ${last?.status ?? "unknown"}${why}`, {
    sent: true,
  });
}
