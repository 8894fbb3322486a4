import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { chunkNames } from "./chunk-names.ts";

const server = "http://127.0.0.1:3000";

/** Paths that the server answers, not the dashboard. */
const served = [
  "/trpc",
  "/mcp",
  "/oauth",
  "/.well-known",
  "/docs",
  "/legal",
  "/status",
  "/healthz",
  "/readyz",
];

const names = chunkNames(import.meta.dirname);

export default defineConfig({
  plugins: [react(), tailwindcss()],
  // The server writes a fresh nonce in place of this text in every response.
  html: { cspNonce: "__CSP_NONCE__" },
  worker: { format: "es" },
  server: {
    proxy: Object.fromEntries(served.map((path) => [path, { target: server, changeOrigin: false }])),
  },
  build: {
    outDir: "dist",
    // A test counts what each page loads.
    manifest: true,
    emptyOutDir: true,
    modulePreload: {
      // With a part of a page goes what it imports, but itself and what is there already: every page loads these lists.
      resolveDependencies: (file, files, { hostType }) =>
        hostType === "html"
          ? files
          : files.filter((each) => each !== file && !/\/(start|react|data|rolldown-runtime)-/.test(each)),
    },
    target: "es2023",
    // An inlined font or image would be a data: address, which the policy refuses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // The schema library and its configuration are one chunk, so that the configuration runs before any schema is made.
            { name: "zod", test: /node_modules\/zod\/|src\/configure-zod\.ts/, priority: 40 },
            // What needs no schema library is not to bring it.
            {
              name: "vocabulary",
              test: /packages\/contract\/src\/(vocabulary|new-id|definition-text)\.ts/,
              priority: 35,
            },
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\//, priority: 30 },
            {
              name: "data",
              test: /node_modules\/(@tanstack\/(react-router|router-core|history|react-query|query-core|react-store|store)|@trpc)\//,
              priority: 20,
            },
            { name: names.icons, debugName: "first-icons", priority: 16 },
            // Those of one page alone come with it.
            { name: "icons", test: /node_modules\/lucide-react\//, minShareCount: 2, priority: 14 },
            { name: names.start, debugName: "start", priority: 12 },
            { name: names.frame, debugName: "frame", priority: 10 },
            { name: names.form, debugName: "form", priority: 8 },
            {
              name: names.kit,
              debugName: "kit",
              minShareCount: 4,
              includeDependenciesRecursively: false,
              priority: 6,
            },
          ],
        },
      },
    },
  },
});
