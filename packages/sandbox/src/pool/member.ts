import type { ActiveRun } from "../active-run.ts";
import type { Child } from "./start-child.ts";
import type { Stall } from "./start-stall.ts";

/** A sandbox process as the pool knows it. */
export interface Member {
  child: Child;
  /** null = a spare that has never run anything. */
  organizationId: string | null;
  runs: Map<number, ActiveRun>;
  isReady: boolean;
  /** Takes no more runs. */
  isRetired: boolean;
  isKilled: boolean;
  /** Ended runs whose isolates are still at work; until they rest or the process is ended it gets no new run. */
  unrested: number;
  /** Serves one run alone: one that may have taken a process down. */
  isExclusive: boolean;
  startedAt: number;
  /** When it got its organization. */
  turnAt: number;
  heardAt: number;
  /** Set while it says nothing. */
  stall: Stall | undefined;
  timer: NodeJS.Timeout | undefined;
  deadlines: Map<number, NodeJS.Timeout>;
}
