import { docsPages } from "../docs/docs-pages.ts";
import { escapeHtml } from "../docs/escape-html.ts";
import { legalNames } from "./legal-pages.ts";

/** What search engines are to find of a public instance (https://www.sitemaps.org/protocol.html). */
export function sitemap(publicUrl: string): string {
  const paths = [
    ...["/", "/pricing", "/contact", "/status"],
    ...legalNames.map((name) => `/legal/${name}`),
    ...docsPages.map(({ name }) => `/docs/${name}`),
  ];
  const items = paths.map((path) => `<url><loc>${escapeHtml(publicUrl + path)}</loc></url>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${items.join("\n")}\n</urlset>\n`;
}
