import { errorGuides } from "@patchops/contract";
import { docsGroups, docsPages } from "./docs-pages.ts";
import { errorCodeList } from "./error-markdown.ts";
import { readDocsPage } from "./read-docs-page.ts";

const about =
  "# PatchOps\n\n> One endpoint for every MCP server your team uses: routed, guarded, metered, and callable from code.\n";

/** The list of pages in the manner of https://llmstxt.org, each as Markdown. */
export function pageList(publicUrl: string): string {
  const link = (name: string, title: string, text: string) =>
    `- [${title}](${publicUrl}/docs/${name}.md): ${text}\n`;
  const groups = docsGroups.map(
    (group) =>
      `## ${group.title}\n\n${group.pages.map((page) => link(page.name, page.title, page.about)).join("")}`,
  );
  const codes = errorCodeList().map((code) => link(`errors/${code}`, code, errorGuides[code].title));
  return `${about}\nEverything in one file: ${publicUrl}/llms-full.txt\n\n${groups.join("\n")}\n## Error codes\n\n${codes.join("")}`;
}

/** Every page, one below the other. */
export async function allPages(publicUrl: string): Promise<string> {
  const pages = await Promise.all(docsPages.map(({ name }) => readDocsPage(name, publicUrl)));
  return `${about}\n${pages.map((page) => page?.markdown.replaceAll(/<!--.*?-->\n*/gs, "") ?? "").join("\n\n")}`;
}
