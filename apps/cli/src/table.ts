import { displayWidth } from "./display-width.ts";

export interface Column {
  title: string;
  /** Numbers stand right. */
  align?: "left" | "right";
}

/** Rows under titles, aligned. An empty list gives an empty text. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => displayWidth(line[index] ?? ""))));
  return lines
    .map((line) =>
      columns
        .map(({ align }, index) => {
          const cell = line[index] ?? "";
          const space = " ".repeat((widths[index] ?? 0) - displayWidth(cell));
          return align === "right" ? space + cell : cell + space;
        })
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}
