import type { Call, TailCallsInput } from "@patchops/contract";
import { useEffect, useEffectEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { reachability } from "../../api/reachability.ts";
import { toErrorBody } from "../../api/to-error-body.ts";

/** Rows that arrive together are shown together, a few times a second: a busy hour does not draw every call by itself. */
const flushMs = 200;

export interface CallTail {
  state: "off" | "connecting" | "live" | "stopped";
  /** Why it stopped for good. */
  problem: string | undefined;
  retry: () => void;
}

/** Calls as they are stored, handed over in batches, until the component goes or `isOn` is false. */
export function useCallTail(options: {
  filters: TailCallsInput;
  isOn: boolean;
  onCalls: (calls: readonly Call[]) => void;
}): CallTail {
  const { filters, isOn } = options;
  const [state, setState] = useState<CallTail["state"]>("off");
  const [problem, setProblem] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  const deliver = useEffectEvent(options.onCalls);

  // Another attempt is another stream.
  useEffect(() => {
    if (!isOn) {
      setState("off");
      return;
    }
    setState("connecting");
    setProblem(undefined);
    let waiting: Call[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      const batch = waiting;
      waiting = [];
      deliver(batch);
    };
    const stream = api.activity.tail.subscribe(filters, {
      onData: ({ data }) => {
        waiting.push(data);
        timer ??= setTimeout(flush, flushMs);
      },
      onConnectionStateChange: ({ state: next, error }) => {
        setState(next === "pending" ? "live" : "connecting");
        // A stream that broke is often the first to know that the server is away.
        if (next === "connecting" && error) reachability.sawSilence();
      },
      onError: (error) => {
        setState("stopped");
        setProblem(toErrorBody(error).message);
      },
    });
    return () => {
      clearTimeout(timer);
      stream.unsubscribe();
    };
  }, [filters, isOn, attempt]);

  return { state, problem, retry: () => setAttempt((before) => before + 1) };
}
