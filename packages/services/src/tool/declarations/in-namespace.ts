/** Named types of tools where they meet neither the language's nor a program's; nothing where there are none. */
export function inNamespace(named: readonly string[]): string {
  return named.length === 0 ? "" : `declare namespace Tools {\n${named.join("")}}\n`;
}
