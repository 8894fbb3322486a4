import { readFile } from "node:fs/promises";
import { isGuidedCode } from "@patchops/contract";
import { docsPages } from "./docs-pages.ts";
import { errorPage } from "./error-markdown.ts";

/** The folder with the pages, at the root of the repository. */
export const docsFolder = new URL("../../../../../docs/", import.meta.url);

export interface PageSource {
  name: string;
  title: string;
  /** The page that the navigation marks. */
  navName: string;
  markdown: string;
}

/** A page by its name (`start`, `clients/cursor`, `errors/needs_sign_in`), with this instance's address in it; null = none. */
export async function readDocsPage(name: string, publicUrl: string): Promise<PageSource | null> {
  const page = docsPages.find((candidate) => candidate.name === name);
  if (page !== undefined) {
    const text = await readFile(new URL(`${page.name}.md`, docsFolder), "utf8");
    return { name, title: page.title, navName: name, markdown: here(text, publicUrl) };
  }
  const code = /^errors\/([a-z_]+)$/.exec(name)?.[1];
  if (code === undefined || !isGuidedCode(code)) return null;
  return { name, title: code, navName: "errors", markdown: here(errorPage(code), publicUrl) };
}

/** Commands and settings can be copied as they stand. */
function here(markdown: string, publicUrl: string): string {
  return markdown.replaceAll("http://127.0.0.1:3000", publicUrl);
}
