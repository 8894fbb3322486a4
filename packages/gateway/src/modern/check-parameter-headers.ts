import type { IncomingHttpHeaders } from "node:http";
import {
  decodeHeaderValue,
  headerNames,
  isJsonObject,
  type ParameterHeader,
  parameterHeaders,
  parameterHeaderValues,
  type RpcRequest,
} from "@patchops/protocol";
import { type Context, toolDefinition } from "@patchops/services";
import type { Endpoint } from "../endpoint.ts";
import { mismatch } from "./read-envelope.ts";

/** By definition: a definition that changes is another object. */
const known = new WeakMap<object, readonly ParameterHeader[]>();

function headersOf(definition: Record<string, unknown>): readonly ParameterHeader[] {
  const found = known.get(definition) ?? parameterHeaders(definition.inputSchema) ?? [];
  known.set(definition, found);
  return found;
}

/**
 * Holds the `Mcp-Param-*` headers of a `tools/call` to the arguments that they repeat (2026-07-28, transports: custom headers).
 * Throws RpcRefusal -32020. A tool that is not there is refused later, in its own words.
 */
export async function checkParameterHeaders(
  context: Context,
  { connection }: Endpoint,
  { message, headers }: { message: RpcRequest; headers: IncomingHttpHeaders },
): Promise<void> {
  const { name, arguments: given = {} } = message.params ?? {};
  if (typeof name !== "string" || !isJsonObject(given)) return;
  const definition = await toolDefinition(
    context,
    connection === undefined ? { name } : { connection, tool: name },
  );
  const wanted = definition ? headersOf(definition) : [];
  if (wanted.length === 0) return;
  const values = parameterHeaderValues(wanted, given);
  for (const { name: header } of wanted) {
    const sent = headers[header];
    const expected = values[header];
    const isSame =
      expected === undefined
        ? sent === undefined
        : typeof sent === "string" && decodeHeaderValue(sent.trim()) === decodeHeaderValue(expected);
    if (!isSame) throw mismatch(message, header.replace(headerNames.parameterPrefix, "Mcp-Param-"));
  }
}
