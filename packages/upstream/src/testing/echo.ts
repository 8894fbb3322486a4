/** A call of the fixture's one tool, and what it answers. */
export const echo = {
  call: { method: "tools/call", params: { name: "echo", arguments: { a: 1 } } },
  result: { content: [{ type: "text", text: '{"a":1}' }] },
};
