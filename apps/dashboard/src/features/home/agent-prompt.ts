/** What a coding agent needs to set PatchOps up by itself. It holds no secret: the agent asks for the key. */
export function agentPrompt(mcpUrl: string): string {
  const origin = new URL(mcpUrl).origin;
  return `Connect this project's coding agent to PatchOps, an MCP gateway that runs at ${origin}.

1. Ask me for a PatchOps API key. I create it at ${origin}/settings/keys. Put it into the environment variable
   PATCHOPS_API_KEY; never write it into a file that is committed.
2. Add an MCP server named "patchops" to this client's own settings: transport streamable HTTP, address ${mcpUrl},
   header "Authorization: Bearer <the key>". Codex takes the name of the variable instead of the key.
3. Restart the client, list the tools of "patchops", and tell me their names.
4. If there are none, tell me to open ${origin}/connections/new and add a server, or use the demo tools.
5. Call one read-only tool (demo_list_orders with {"limit": 3} when it is there) and show me the answer.

If a step fails, show me the exact error and stop. The documentation is at ${origin}/llms.txt;
where that asks who you are, send the same header.
`;
}
