/** A TOML file's text with our table (header line included) in it; other tables, and tables below ours, stay as they are. */
export function writeTomlTable(
  text: string,
  [section, name]: readonly [string, string],
  table: string,
): string {
  const header = new RegExp(`^\\s*\\[\\s*${section}\\s*\\.\\s*"?${name}"?\\s*\\]\\s*(#.*)?$`);
  const lines = text.split(/(?<=\n)/);
  const start = lines.findIndex((line) => header.test(line.trimEnd()));
  if (start === -1) {
    const before = text.trimEnd();
    return before === "" ? table : `${before}\n\n${table}`;
  }
  const next = lines.findIndex((line, index) => index > start && /^\s*\[/.test(line));
  const end = next === -1 ? lines.length : next;
  const rest = lines.slice(end).join("");
  return `${lines.slice(0, start).join("")}${table}${rest === "" ? "" : `\n${rest}`}`;
}
