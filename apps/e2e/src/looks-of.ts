/** How a page is looked at. */
export interface Look {
  width: 1280 | 390;
  theme: "light" | "dark";
}

const wideLight: Look = { width: 1280, theme: "light" };
const wideDark: Look = { width: 1280, theme: "dark" };
const narrowLight: Look = { width: 390, theme: "light" };
const narrowDark: Look = { width: 390, theme: "dark" };

const all: readonly Look[] = [wideLight, narrowDark, narrowLight, wideDark];

/**
 * The look at the page in this place of a list, by turns: what pages have in common is seen in all four ways. With pictures each
 * page is seen in all four: it is loaded for the first, and turned to the others.
 */
export function looksOf(place: number): readonly Look[] {
  if (process.env.SCREENSHOTS_DIR) return all;
  return all.slice(place % all.length).slice(0, 1);
}
