import type { ListChanges } from "../list-changes.ts";
import type { SenderWatch } from "../sender-watch.ts";
import type { SessionStore } from "./session-store.ts";

/** What the handlers of the revisions 2024-11-05 to 2025-11-25 share. */
export interface LegacyFace {
  sessions: SessionStore;
  listChanges: ListChanges;
  senders: SenderWatch;
  keepAliveMs: number;
  /** How long the requests behind a resumable stream go on when their client has gone. */
  resumeGraceMs: number;
}
