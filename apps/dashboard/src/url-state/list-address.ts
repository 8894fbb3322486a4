const storageKey = (path: string) => `patchops.list.${path}`;

/** The address of a list as it was last looked at in this tab, with its filters: breadcrumbs lead back to that. */
export const listAddress = {
  keep(path: string, search: string): void {
    try {
      sessionStorage.setItem(storageKey(path), search);
    } catch {
      // Without storage breadcrumbs lead to the whole list.
    }
  },
  of(path: string): string {
    try {
      return path + (sessionStorage.getItem(storageKey(path)) ?? "");
    } catch {
      return path;
    }
  },
};
