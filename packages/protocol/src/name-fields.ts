/** The field of `params` that names one request of a method, and that the `Mcp-Name` header repeats; the tasks extension's included. */
export const nameFields: Readonly<Record<string, string>> = {
  "tools/call": "name",
  "prompts/get": "name",
  "resources/read": "uri",
  "tasks/get": "taskId",
  "tasks/update": "taskId",
  "tasks/cancel": "taskId",
};
