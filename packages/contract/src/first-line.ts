/** The first line of a program that does something. */
export function firstLine(code: string): string {
  const line = code.split("\n").find((text) => text.trim() !== "" && !text.trim().startsWith("//"));
  return (line ?? code.split("\n")[0] ?? "").trim().slice(0, 120);
}
