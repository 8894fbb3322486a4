import type { ExitCode } from "../exit-code.ts";

/** One line of `patchops doctor`. */
export interface Finding {
  check: string;
  state: "ok" | "warning" | "failed" | "skipped";
  detail: string;
  next?: string | undefined;
  /** For `failed`. */
  exitCode?: ExitCode;
}
