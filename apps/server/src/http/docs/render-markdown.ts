import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Marked, type Tokens } from "marked";
import { escapeHtml } from "./escape-html.ts";
import { docsFolder } from "./read-docs-page.ts";

export interface Heading {
  depth: number;
  id: string;
  /** As Markdown. */
  text: string;
}

export interface Rendered {
  html: string;
  headings: readonly Heading[];
}

export interface RenderOptions {
  /** The page's name: links are relative to it. */
  name: string;
  /** Lets the style of a drawing in. */
  nonce: string;
}

/** The id that GitHub gives a heading, so that links work in both places. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

/** `docs/clients/cursor.md` links as `../errors.md#x`; the served page as `/docs/errors#x`. */
function resolveLink(href: string, name: string): string {
  if (/^([a-z]+:|#|\/)/i.test(href)) return href;
  const { pathname, hash } = new URL(href, `file:///docs/${name}.md`);
  return `${pathname.replace(/\.md$/, "")}${hash}`;
}

/** Words of a fence's first line: the language, then `run`, `file=NAME`. */
function readInfo(info: string): { language: string; file: string | undefined } {
  const [language = "", ...rest] = info.split(/\s+/);
  return { language, file: rest.find((word) => word.startsWith("file="))?.slice("file=".length) };
}

const languageNames: Record<string, string> = {
  sh: "Terminal",
  output: "It prints",
  ts: "TypeScript",
  json: "JSON",
  toml: "TOML",
  http: "HTTP",
};

function codeBlock(text: string, info: string): string {
  const { language, file } = readInfo(info);
  const caption = escapeHtml(file ?? languageNames[language] ?? "Code");
  const isOutput = language === "output";
  const copy = isOutput ? "" : '<button type="button" class="copy" hidden>Copy</button>';
  return `<figure class="code${isOutput ? " output" : ""}"><figcaption><span>${caption}</span>${copy}</figcaption><pre tabindex="0"><code>${escapeHtml(text)}\n</code></pre></figure>\n`;
}

/** A drawing stands in the page itself, so that it takes the page's colors. */
function drawing(href: string, alt: string, nonce: string): string {
  const svg = readFileSync(new URL(basename(href), docsFolder), "utf8")
    .replace("<style>", `<style nonce="${nonce}">`)
    .replace("<svg ", `<svg role="img" aria-label="${escapeHtml(alt)}" `);
  return `<span class="drawing" tabindex="0" role="group" aria-label="Drawing">${svg}</span>`;
}

/** Tables of few columns become a list of rows in narrow windows; their roles then say what they still are. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: "th" | "td", role: string, row: readonly string[]) =>
    row.map((text) => (text === "" ? "<td></td>" : `<${tag} role="${role}">${text}</${tag}>`)).join("");
  const line = (inner: string) => `<tr role="row">${inner}</tr>`;
  const head = line(cells("th", "columnheader", header));
  const body = rows.map((row) => line(cells("td", "cell", row))).join("");
  const kind = header.length > 3 ? "table" : "table list";
  return `<div class="${kind}" tabindex="0" role="group" aria-label="Table"><table role="table"><thead role="rowgroup">${head}</thead><tbody role="rowgroup">${body}</tbody></table></div>\n`;
}

/** Markdown of ours as HTML. Tags in the text are shown, never run. */
export function renderMarkdown(markdown: string, { name, nonce }: RenderOptions): Rendered {
  const headings: Heading[] = [];
  const used = new Map<string, number>();
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const base = slug(text);
        const count = used.get(base) ?? 0;
        used.set(base, count + 1);
        const id = count === 0 ? base : `${base}-${count}`;
        headings.push({ depth, id, text });
        const inner = this.parser.parseInline(tokens);
        const anchor =
          depth === 1
            ? ""
            : `<a class="anchor" href="#${id}" aria-label="Link to this section"><span aria-hidden="true">#</span></a>`;
        return `<h${depth} id="${id}">${inner}${anchor}</h${depth}>\n`;
      },
      code: ({ text, lang }) => codeBlock(text, lang ?? ""),
      html: ({ text }) => (text.startsWith("<!--") ? "" : escapeHtml(text)),
      image: ({ href, text }) => drawing(href, text, nonce),
      link({ href, tokens }) {
        return `<a href="${escapeHtml(resolveLink(href, name))}">${this.parser.parseInline(tokens)}</a>`;
      },
      table({ header, rows }) {
        const inline = (cell: Tokens.TableCell) => this.parser.parseInline(cell.tokens);
        return table(
          header.map(inline),
          rows.map((row) => row.map(inline)),
        );
      },
    },
  });
  return { html: marked.parse(markdown, { async: false }), headings };
}
