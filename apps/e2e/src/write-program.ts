import type { Page } from "playwright-core";

/** Replaces the program in the editor; pasted, so that the editor closes no bracket by itself. Without code it is left empty. */
export async function writeProgram(page: Page, code: string): Promise<void> {
  await page.getByRole("textbox", { name: "Program" }).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  if (code !== "") await page.keyboard.insertText(code);
}
