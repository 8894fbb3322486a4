import { listOf } from "./list-of.ts";

/** Null where a part is no name and value; values are percent-encoded (OpenTelemetry, protocol exporter). */
export function readHeaders(text: string): Record<string, string> | null {
  const headers: Record<string, string> = {};
  for (const part of listOf(text)) {
    const [, name, value = ""] = /^([\w!#$%&'*+.^`|~-]+)\s*=\s*(.*)$/.exec(part) ?? [];
    if (name === undefined) return null;
    try {
      headers[name] = decodeURIComponent(value);
    } catch {
      return null;
    }
  }
  return headers;
}
