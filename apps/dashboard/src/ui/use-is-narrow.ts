import { useMedia } from "./use-media.ts";

/** A telephone's width: tables become two-line lists. */
export const useIsNarrow = (): boolean => useMedia("(width < 640px)");
