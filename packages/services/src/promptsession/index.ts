export { endPromptSession } from "./end.ts";
export { findPromptSession } from "./find.ts";
export { setPromptSessionLogLevel } from "./log-level.ts";
export { modernPromptSession } from "./modern.ts";
export type { PromptSession } from "./prompt-session.ts";
export {
  listenForPromptSessions,
  type PromptSessionSignal,
  takeAnswer,
  tellAnswer,
  tellCancellation,
  tellUpdated,
} from "./signal.ts";
export { type StartPromptSession, startPromptSession } from "./start.ts";
export { touchPromptSession } from "./touch.ts";
