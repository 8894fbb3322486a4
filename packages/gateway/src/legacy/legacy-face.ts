import type { ToolChanges } from "../tool-changes.ts";
import type { SessionStore } from "./session-store.ts";

/** What the handlers of the revisions 2024-11-05 to 2025-11-25 share. */
export interface LegacyFace {
  sessions: SessionStore;
  toolChanges: ToolChanges;
  keepAliveMs: number;
}
