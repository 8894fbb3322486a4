import { randomBytes } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { HttpBindings } from "@hono/node-server";
import { isDashboardPage } from "@patchops/contract";
import type { Hono } from "hono";

const root = fileURLToPath(new URL("../../../dashboard/dist/", import.meta.url));

const contentTypes: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** A file as it is, and compressed when that makes it smaller. */
interface Asset {
  plain: Uint8Array<ArrayBuffer>;
  gzipped: Uint8Array<ArrayBuffer> | null;
}

const compress = promisify(gzip);
/** `gzip` without a weight of nothing (RFC 9110, 12.5.3). */
const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?![\d.]))/i;
const isText = /^text\/|^image\/svg|json/;

async function readAsset(path: string): Promise<Asset | null> {
  const plain = await readFile(path).catch(() => null);
  if (plain === null) return null;
  const gzipped = isText.test(contentTypes[extname(path)] ?? "") ? await compress(plain) : null;
  return { plain: new Uint8Array(plain), gzipped: gzipped && new Uint8Array(gzipped) };
}

/** Only our own files and what carries this response's nonce runs or styles anything (S30). */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** The built dashboard: hashed assets are kept by browsers for ever, the path of each of its pages is one file with a fresh nonce. */
export function serveDashboard(app: Hono<{ Bindings: HttpBindings }>): void {
  let page: { html: string; changedMs: number } | null = null;

  // A name holds its content's hash: what was read once stays right.
  const assets = new Map<string, Asset>();

  app.get("/assets/*", async (context) => {
    const path = normalize(join(root, decodeURIComponent(new URL(context.req.url).pathname)));
    if (!path.startsWith(root.endsWith(sep) ? root : root + sep)) return context.notFound();
    const asset = assets.get(path) ?? (await readAsset(path));
    if (asset === null) return context.notFound();
    assets.set(path, asset);
    const headers = {
      "content-type": contentTypes[extname(path)] ?? "application/octet-stream",
      "cache-control": "public, max-age=31536000, immutable",
      vary: "accept-encoding",
    };
    return takesGzip.test(context.req.header("accept-encoding") ?? "") && asset.gzipped
      ? context.body(asset.gzipped, 200, { ...headers, "content-encoding": "gzip" })
      : context.body(asset.plain, 200, headers);
  });

  app.get("/favicon.svg", async (context) => {
    const body = await readFile(join(root, "favicon.svg")).catch(() => null);
    if (body === null) return context.notFound();
    return context.body(new Uint8Array(body), 200, {
      "content-type": "image/svg+xml",
      "cache-control": "max-age=86400",
    });
  });

  app.get("*", async (context, next) => {
    if (!isDashboardPage(context.req.path)) return next();
    const file = join(root, "index.html");
    const found = await stat(file).catch(() => null);
    if (!found) return context.text("The dashboard has not been built. Run: npm start", 503);
    if (page?.changedMs !== found.mtimeMs)
      page = { html: await readFile(file, "utf8"), changedMs: found.mtimeMs };
    const nonce = randomBytes(16).toString("base64");
    return context.html(page.html.replaceAll("__CSP_NONCE__", nonce), 200, {
      "content-security-policy": contentSecurityPolicy(nonce),
      "cache-control": "no-store",
    });
  });
}
