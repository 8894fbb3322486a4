export { apiPromptSession } from "./api.ts";
export { endPromptSession } from "./end.ts";
export { endPromptSessionsOfUser } from "./end-of-user.ts";
export { findPromptSession } from "./find.ts";
export { getPromptSession } from "./get.ts";
export { listPromptSessions } from "./list.ts";
export { setPromptSessionLogLevel } from "./log-level.ts";
export { modernPromptSession } from "./modern.ts";
export type { PromptSession } from "./prompt-session.ts";
export {
  flushSessionEvents,
  type Recorder,
  recordSessionEvent,
  type SessionEvent,
} from "./session-events.ts";
export {
  endSignal,
  listenForPromptSessions,
  type PromptSessionSignal,
  takeAnswer,
  tellAll,
  tellAnswer,
  tellCancellation,
} from "./signal.ts";
export { type StartPromptSession, startPromptSession } from "./start.ts";
export { storableClient } from "./storable-client.ts";
export {
  appendStreamEvents,
  listenForStreamEvents,
  readStreamEvents,
  type StreamEvent,
  streamEventsKeptMs,
} from "./stream-events.ts";
export { dropSubscription, findSubscriptions, keepSubscription } from "./subscriptions.ts";
export { touchPromptSession } from "./touch.ts";
