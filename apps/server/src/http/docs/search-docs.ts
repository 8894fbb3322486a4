import { marked } from "marked";
import { docsPages } from "./docs-pages.ts";
import { errorCodeList } from "./error-markdown.ts";
import { readDocsPage } from "./read-docs-page.ts";
import { renderMarkdown } from "./render-markdown.ts";

interface Section {
  href: string;
  page: string;
  heading: string;
  text: string;
}

export interface Hit extends Omit<Section, "text"> {
  excerpt: string;
}

const maxHits = 20;
const excerptLength = 160;

/** Markdown without its signs, as it is read. */
function plain(markdown: string): string {
  return markdown
    .replaceAll(/<!--.*?-->/gs, " ")
    .replaceAll(/^```.*$/gm, " ")
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/^[>#]+|[`*|]|-{3,}/gm, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** Every section of every page. */
export async function readSections(publicUrl: string): Promise<Section[]> {
  const names = [
    // The codes have pages of their own.
    ...docsPages.map(({ name }) => name).filter((name) => name !== "errors"),
    ...errorCodeList().map((code) => `errors/${code}`),
  ];
  const sections: Section[] = [];
  for (const name of names) {
    const source = await readDocsPage(name, publicUrl);
    if (source === null) continue;
    const bodies = sectionBodies(source.markdown);
    renderMarkdown(source.markdown, { name, nonce: "" }).headings.forEach(({ depth, id, text }, index) => {
      sections.push({
        href: depth === 1 ? `/docs/${name}` : `/docs/${name}#${id}`,
        page: source.title,
        heading: plain(text),
        text: plain(bodies[index] ?? ""),
      });
    });
  }
  return sections;
}

/** What stands below each heading, in their order. */
function sectionBodies(markdown: string): string[] {
  const bodies: string[] = [];
  for (const token of marked.lexer(markdown)) {
    if (token.type === "heading") bodies.push("");
    else bodies.push((bodies.pop() ?? "") + token.raw);
  }
  return bodies;
}

/** Sections that hold every word, those first that have them in their headings. */
export function searchSections(sections: readonly Section[], query: string): Hit[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8);
  if (words.length === 0) return [];
  return sections
    .map((section) => ({ section, score: scoreOf(section, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, maxHits)
    .map(({ section: { text, ...place } }) => ({ ...place, excerpt: excerptOf(text, words) }));
}

function scoreOf({ page, heading, text }: Section, words: readonly string[]): number {
  const title = `${page} ${heading}`.toLowerCase();
  const body = text.toLowerCase();
  let score = 0;
  for (const word of words) {
    if (title.includes(word)) score += 10;
    else if (body.includes(word)) score += 1;
    else return 0;
  }
  return score;
}

function excerptOf(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase();
  const at = Math.max(
    0,
    Math.min(...words.map((word) => lower.indexOf(word)).filter((index) => index >= 0), text.length),
  );
  const start = at === text.length ? 0 : Math.max(0, text.lastIndexOf(" ", Math.max(0, at - 40)) + 1);
  const end = start + excerptLength;
  return `${start > 0 ? "… " : ""}${text.slice(start, end)}${end < text.length ? " …" : ""}`;
}
