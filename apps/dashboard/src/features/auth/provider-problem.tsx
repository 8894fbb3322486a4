import { ErrorPanel } from "../../ui/error-panel.tsx";
import { problemWords } from "./problem-words.ts";

/** What the address says went wrong at a provider; nothing for words of somebody else's. */
export function ProviderProblem({ problem }: { problem: string | undefined }) {
  const words = Object.entries(problemWords).find(([code]) => code === problem)?.[1];
  if (words === undefined) return null;
  return <ErrorPanel title="Not signed in" cause={words} />;
}
