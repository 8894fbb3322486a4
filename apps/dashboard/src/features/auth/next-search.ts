export interface AuthSearch {
  next?: string | undefined;
  /** Why a login by a provider came to nothing. */
  problem?: string | undefined;
  /** A provider's account waits for the password of the account that it is to be linked to. */
  link?: string | undefined;
}

const textOf = (value: unknown) =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;

/** Where to go after signing in, as it stands in the address. Without the schema library: these pages open before it. */
export function nextSearch({ next, problem, link }: Record<string, unknown>): AuthSearch {
  return { next: textOf(next), problem: textOf(problem), link: textOf(link) };
}
