import { useSearchUpdate } from "./use-search-update.ts";

/** The row of a list whose panel is open, by `open` in the address; opened, stepped through and closed there. */
export function useOpenRow<Row extends { id: string }>(rows: readonly Row[], openId: string | undefined) {
  const address = useSearchUpdate();
  const index = rows.findIndex(({ id }) => id === openId);
  const step = (by: 1 | -1) => {
    const next = index === -1 ? undefined : rows[index + by];
    return next && (() => address.replace({ open: next.id }));
  };
  return {
    row: rows[index],
    onOpen: ({ id }: Row) => address[openId === undefined ? "push" : "replace"]({ open: id }),
    /** Of the panel. */
    steps: {
      onClose: () => address.push({ open: undefined }),
      onPrevious: step(-1),
      onNext: step(1),
    },
  };
}
