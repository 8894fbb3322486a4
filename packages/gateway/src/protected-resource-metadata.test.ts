import { expect, test } from "vitest";
import { metadataUrl } from "./challenge.ts";
import { protectedResourceMetadata } from "./protected-resource-metadata.ts";

test.each([
  ["https://patchops.example", "/mcp"],
  ["https://patchops.example", "/mcp/c/demo"],
  ["https://patchops.example", "/mcp/p/reading"],
  ["https://example.com/tools", "/mcp"],
])("%s describes %s where its challenge points", (publicUrl, path) => {
  const url = new URL(metadataUrl(publicUrl, path));
  expect(url.origin).toBe(new URL(publicUrl).origin);
  expect(protectedResourceMetadata(publicUrl, url.pathname)).toMatchObject({
    resource: `${publicUrl}${path}`,
    bearer_methods_supported: ["header"],
  });
});

test("the root document describes /mcp", () => {
  const document = protectedResourceMetadata(
    "https://patchops.example",
    "/.well-known/oauth-protected-resource",
  );
  expect(document.resource).toBe("https://patchops.example/mcp");
});

test.each(["/x", "mcp", "/mcp/p/", "/mcp/c/", "/mcp/c/a/b"])("nothing is described at %s", (rest) => {
  expect(() =>
    protectedResourceMetadata("https://patchops.example", `/.well-known/oauth-protected-resource${rest}`),
  ).toThrow(expect.objectContaining({ code: "not_found" }));
});
