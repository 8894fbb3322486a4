/** Where the documentation explains a code; a path on the instance itself. */
export function errorDocsPath(code: string): string {
  return `/docs/errors/${encodeURIComponent(code)}`;
}
