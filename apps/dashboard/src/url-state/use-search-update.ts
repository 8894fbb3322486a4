import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { mergeSearch } from "./merge-search.ts";

type SearchPatch = Record<string, unknown>;

export interface SearchUpdate {
  /** While someone types or drags: Back must not step through every letter. */
  replace: (patch: SearchPatch) => void;
  /** A committed change: Back undoes it. */
  push: (patch: SearchPatch) => void;
}

/** Changes some search parameters of this page and keeps the others. `undefined` takes one away. */
export function useSearchUpdate(): SearchUpdate {
  const navigate = useNavigate();
  return useMemo(() => {
    const go = (patch: SearchPatch, isReplaced: boolean) =>
      void navigate({
        to: ".",
        search: (current: SearchPatch) => mergeSearch(current, patch),
        replace: isReplaced,
        resetScroll: false,
      });
    return { replace: (patch) => go(patch, true), push: (patch) => go(patch, false) };
  }, [navigate]);
}
