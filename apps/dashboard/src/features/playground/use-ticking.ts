import { useEffect, useState } from "react";

/** Milliseconds since `startedAtMs` (Unix time), ten times a second while `isOn`. */
export function useTicking(startedAtMs: number | undefined, isOn: boolean): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (!isOn) return;
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), 100);
    return () => clearInterval(timer);
  }, [isOn]);
  return startedAtMs === undefined ? 0 : Math.max(0, nowMs - startedAtMs);
}
