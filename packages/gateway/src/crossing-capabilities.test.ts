import { expect, test } from "vitest";
import { crossingCapabilities } from "./crossing-capabilities.ts";

test("upstreams learn what a client can be asked, and nothing that is of its own leg", () => {
  const declared = {
    sampling: { tools: {} },
    elicitation: { form: {}, url: {} },
    roots: { listChanged: true },
    extensions: { "io.modelcontextprotocol/ui": {} },
    experimental: { own: {} },
  };
  const { experimental: _own, ...crossing } = declared;
  expect(crossingCapabilities(declared)).toEqual(crossing);
});
