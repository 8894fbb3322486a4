import type { AwaitedApproval, CallToolInput, ToolCallOutput } from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { useRef, useState } from "react";
import { api } from "../../api/client.ts";

/** Calls a tool from here: what the call waits for, its answer, and how to wait no longer. Whoever goes elsewhere leaves it waiting. */
export function useToolCall() {
  const [approval, setApproval] = useState<AwaitedApproval | null>(null);
  const waiting = useRef<AbortController>(undefined);
  const call = useMutation({
    mutationFn: async (input: CallToolInput): Promise<ToolCallOutput> => {
      const leaving = new AbortController();
      waiting.current = leaving;
      const events = await api.tool.invokeAndWait.mutate(input, { signal: leaving.signal });
      try {
        for await (const event of events) {
          if (event.type === "answer") return event;
          setApproval(event.approval);
        }
        throw new Error("The connection ended before the call's answer.");
      } catch (error) {
        // A stream that broke off has none of the server's words.
        throw error instanceof Error ? TRPCClientError.from(error) : error;
      }
    },
    onSettled: () => setApproval(null),
  });
  const stopWaiting = () => {
    waiting.current?.abort();
    call.reset();
    setApproval(null);
  };
  return { call, approval, stopWaiting };
}
