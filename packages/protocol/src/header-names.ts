/** HTTP headers of MCP, in the lower case in which Node gives them (streamable HTTP transport of each revision). */
export const headerNames = {
  sessionId: "mcp-session-id",
  protocolVersion: "mcp-protocol-version",
  lastEventId: "last-event-id",
  /** Modern era: the method and the tool, prompt or resource that the body names. */
  method: "mcp-method",
  name: "mcp-name",
  /** Modern era: prefix of headers that `x-mcp-header` in an input schema asks for. */
  parameterPrefix: "mcp-param-",
} as const;
