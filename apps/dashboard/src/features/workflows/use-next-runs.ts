import type { NextRuns } from "@patchops/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { useSettled } from "./use-settled.ts";

const emptyWords = "Write when it runs.";

/** What the server reads of a schedule that is being written. */
export function useNextRuns(written: { cron: string; timeZone: string }): NextRuns {
  const cron = useSettled(written.cron.trim());
  const timeZone = useSettled(written.timeZone.trim());
  const query = useQuery({
    ...trpc.workflow.nextRuns.queryOptions({ cron, timeZone }, { staleTime: 30_000 }),
    enabled: cron !== "" && timeZone !== "",
    placeholderData: keepPreviousData,
  });
  if (cron === "" || timeZone === "") return { times: [], problem: emptyWords };
  return query.data ?? { times: [], problem: null };
}
