import { type McpFixture, type McpFixtureOptions, startMcpFixture } from "@patchops/testing";
import { onTestFinished } from "vitest";

/** An MCP server for one test. */
export async function openFixture(options: McpFixtureOptions = {}): Promise<McpFixture> {
  const started = await startMcpFixture(options);
  onTestFinished(() => started.close());
  return started;
}
