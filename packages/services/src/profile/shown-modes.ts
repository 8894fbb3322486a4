import { AppError } from "@patchops/contract";

/**
 * How clients are shown a profile's tools, as columns to store: a list unless one of the two says otherwise, and turning on one turns
 * off the other. Throws `invalid_input` for both.
 */
export function shownModes({
  isToolSearch,
  isCodeMode,
}: {
  isToolSearch?: boolean | undefined;
  isCodeMode?: boolean | undefined;
}): { isToolSearch?: boolean; isCodeMode?: boolean } {
  if (isToolSearch && isCodeMode) {
    throw new AppError("invalid_input", "A profile has tool search or code mode, not both.", {
      next: "Code mode searches as well.",
      details: { field: "isCodeMode" },
    });
  }
  if (isCodeMode) return { isCodeMode, isToolSearch: false };
  if (isToolSearch) return { isToolSearch, isCodeMode: false };
  return {
    ...(isToolSearch === undefined ? {} : { isToolSearch }),
    ...(isCodeMode === undefined ? {} : { isCodeMode }),
  };
}
