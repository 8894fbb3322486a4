/** The modules that processes of ours begin with: those that run programs, and those that check them. */
export const childMains = {
  run: new URL("../child/main.ts", import.meta.url),
  check: new URL("../check/check-main.ts", import.meta.url),
} as const;

export type ChildMain = keyof typeof childMains;
