/** The modules that processes of ours begin with, by their paths in this folder's parent. */
export const childMains = ["child/main.ts", "check/check-main.ts"] as const;

export type ChildMain = (typeof childMains)[number];
