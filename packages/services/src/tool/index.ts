export { callOutcome, callTool, type ToolAnswer, type ToolCall } from "./call.ts";
export { toolDeclarations } from "./declarations.ts";
export { explainTool } from "./explain.ts";
export { findTool, nearest } from "./find.ts";
export { getTool, listTools } from "./list.ts";
export { type OfferedTool, offeredTools } from "./offered.ts";
export { presentTool } from "./present.ts";
export { ServerStopping } from "./server-stopping.ts";
export { toolView } from "./view.ts";
