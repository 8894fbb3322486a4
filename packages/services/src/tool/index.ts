export { callOutcome, callTool, type ToolAnswer, type ToolCall } from "./call.ts";
export { toolDeclarations } from "./declarations.ts";
export { findTool, nearest } from "./find.ts";
export { isOffered } from "./is-offered.ts";
export { getTool, listTools, presentTool } from "./list.ts";
export { type OfferedTool, offeredTools } from "./offered.ts";
export { ServerStopping } from "./server-stopping.ts";
