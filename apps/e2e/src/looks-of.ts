/** How a page is looked at. */
export interface Look {
  width: 1280 | 390;
  theme: "light" | "dark";
}

const wideLight: Look = { width: 1280, theme: "light" };
const wideDark: Look = { width: 1280, theme: "dark" };
const narrowLight: Look = { width: 390, theme: "light" };
const narrowDark: Look = { width: 390, theme: "dark" };

/** By turns: each page is seen in both themes and at both widths, and what pages have in common in all four ways. */
const turns: readonly (readonly Look[])[] = [
  [wideLight, narrowDark],
  [narrowLight, wideDark],
  [narrowDark, wideLight],
  [wideDark, narrowLight],
];

/** The looks at the page in this place of a list: it is loaded for the first, and turned to the others. All four for pictures. */
export function looksOf(place: number): readonly Look[] {
  const { SCREENSHOTS_DIR: screenshots } = process.env;
  if (screenshots) return [wideLight, wideDark, narrowDark, narrowLight];
  return turns[place % turns.length] ?? [];
}
