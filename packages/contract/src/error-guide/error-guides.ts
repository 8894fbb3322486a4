import type { ErrorCode } from "../error.ts";
import { callGuides } from "./call-guides.ts";
import type { ErrorGuide } from "./guide.ts";
import { requestGuides } from "./request-guides.ts";
import { runGuides } from "./run-guides.ts";

/** Every code that has a page in the documentation: the contract's, and those of clients and runs. */
export type GuidedCode = ErrorCode | keyof typeof runGuides;

/** A page for each code: `/docs/errors/<code>`. Texts are Markdown. */
export const errorGuides: Record<GuidedCode, ErrorGuide> = {
  ...requestGuides,
  ...callGuides,
  ...runGuides,
};

export function isGuidedCode(code: string): code is GuidedCode {
  return Object.hasOwn(errorGuides, code);
}
