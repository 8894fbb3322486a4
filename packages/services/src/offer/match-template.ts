import { indexOf } from "./index-of.ts";

/**
 * Whether a URI can come of a URI template (RFC 6570): its literal parts stand there in order, something between them where an
 * expression is. Without an expression of its own grammar, so in time linear in the URI's length.
 */
export function matchesTemplate(template: string, uri: string): boolean {
  const literals: string[] = [];
  let at = 0;
  for (let open = template.indexOf("{"); open !== -1; open = template.indexOf("{", at)) {
    const close = template.indexOf("}", open);
    if (close === -1) return false;
    literals.push(template.slice(at, open));
    at = close + 1;
  }
  if (literals.length === 0) return template === uri;
  const [first = "", ...between] = literals;
  const last = template.slice(at);
  if (!uri.startsWith(first) || !uri.endsWith(last)) return false;
  const end = uri.length - last.length;
  let from = first.length;
  for (const literal of between) {
    const found = indexOf(uri, literal, from);
    if (found === -1 || found + literal.length > end) return false;
    from = found + literal.length;
  }
  return from <= end;
}
