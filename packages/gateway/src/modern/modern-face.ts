import type { HeldCallRelay } from "@patchops/services";
import type { ListChanges } from "../list-changes.ts";
import type { SenderWatch } from "../sender-watch.ts";
import type { HeldCalls } from "./held-calls.ts";

/** What the handlers of 2026-07-28 share. */
export interface ModernFace {
  listChanges: ListChanges;
  heldCalls: HeldCalls;
  senders: SenderWatch;
  /** Resolves with null where the database is away. */
  relay: Promise<HeldCallRelay | null>;
  /** Streams of `subscriptions/listen` that are open here; each ends by its function. */
  listening: Set<() => void>;
  keepAliveMs: number;
}
