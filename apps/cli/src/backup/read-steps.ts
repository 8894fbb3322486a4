import { readError } from "./operator-request.ts";

/** What a restore answered with: lines of JSON, the last of which is the outcome. Calls back for each progress. */
export async function readSteps(
  response: Response,
  onProgress: (text: string) => void,
): Promise<Record<string, unknown> | null> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") continue;
      const step: unknown = JSON.parse(line);
      const error = readError(step);
      if (error !== null) throw error;
      if (step === null || typeof step !== "object") continue;
      if ("progress" in step) onProgress(String(step.progress));
      if ("done" in step) return { ...(step.done as Record<string, unknown>) };
    }
  }
  return null;
}
