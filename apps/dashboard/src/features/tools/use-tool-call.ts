import type { AwaitedApproval, CallToolInput, ToolCallOutput, ToolQuestion } from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { useRef, useState } from "react";
import { api } from "../../api/client.ts";

/** Calls a tool from here: what the call waits for, its answer, and how to wait no longer. Whoever goes elsewhere leaves it waiting. */
export function useToolCall() {
  const [approval, setApproval] = useState<AwaitedApproval | null>(null);
  const [questions, setQuestions] = useState<readonly ToolQuestion[]>([]);
  const waiting = useRef<AbortController>(undefined);
  const waitNoMore = () => {
    setApproval(null);
    setQuestions([]);
  };
  const call = useMutation({
    mutationFn: async (input: CallToolInput): Promise<ToolCallOutput> => {
      const leaving = new AbortController();
      waiting.current = leaving;
      const { signal } = leaving;
      const events = await api.tool.invokeAndWait.mutate({ ...input, answersQuestions: true }, { signal });
      try {
        for await (const event of events) {
          if (event.type === "answer") return event;
          if (event.type === "approval") setApproval(event.approval);
          if (event.type === "question") setQuestions((open) => [...open, event.question]);
          if (event.type === "questionEnded")
            setQuestions((open) => open.filter(({ id }) => id !== event.id));
        }
        throw new Error("The connection ended before the call's answer.");
      } catch (error) {
        // A stream that broke off has none of the server's words.
        throw error instanceof Error ? TRPCClientError.from(error) : error;
      }
    },
    onSettled: waitNoMore,
  });
  const stopWaiting = () => {
    waiting.current?.abort();
    call.reset();
    waitNoMore();
  };
  return { call, approval, questions, stopWaiting };
}
