import type { ConnectStep } from "@patchops/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, trpc } from "../../api/client.ts";

export interface LiveReport {
  steps: readonly ConnectStep[];
  isFinished: boolean;
}

const againMs = 250;

/**
 * The connect report of a connection while it is built, then the stored one. While `isWorking` (a retry is under way) it is
 * asked for again after it ended: the stored report of the try before may have come first.
 */
export function useConnectReport(connection: string, isWorking: boolean): LiveReport | undefined {
  const client = useQueryClient();
  const [report, setReport] = useState<LiveReport>();
  const isWorkingNow = useRef(isWorking);
  isWorkingNow.current = isWorking;

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let subscription: { unsubscribe: () => void } | undefined;
    let isStopped = false;
    const refreshFacts = () => {
      for (const key of [trpc.connection, trpc.instance, trpc.tool]) {
        void client.invalidateQueries({ queryKey: key.pathKey() });
      }
    };
    const again = () => {
      if (!isStopped) timer = setTimeout(watch, againMs);
    };
    const watch = () => {
      subscription = api.connection.report.subscribe(
        { connection },
        {
          onData: (next) => {
            setReport(next);
            if (!next.isFinished) return;
            refreshFacts();
            if (isWorkingNow.current) again();
          },
          onError: () => isWorkingNow.current && again(),
        },
      );
    };
    // A retry is asked for at the same moment; its first line needs a little longer than this question.
    timer = setTimeout(watch, isWorking ? againMs : 0);
    return () => {
      isStopped = true;
      clearTimeout(timer);
      subscription?.unsubscribe();
    };
  }, [client, connection, isWorking]);

  return report;
}
