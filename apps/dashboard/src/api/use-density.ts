import { usePreference } from "./use-preference.ts";

/** How high the rows of every table are for this person. */
export function useDensity(): "normal" | "compact" {
  const [isCompact] = usePreference("compactRows");
  return isCompact ? "compact" : "normal";
}
