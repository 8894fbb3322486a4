export { endPromptSession } from "./end.ts";
export { findPromptSession } from "./find.ts";
export type { PromptSession } from "./prompt-session.ts";
export { listenForPromptSessions, type PromptSessionSignal, tellAnswer, tellCancellation } from "./signal.ts";
export { type StartPromptSession, startPromptSession } from "./start.ts";
export { touchPromptSession } from "./touch.ts";
