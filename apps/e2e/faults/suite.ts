import type { Row } from "../bench/report.ts";

interface SuiteOptions {
  seed: number;
  /** How long it may go on, about; what a round needs to end comes on top. */
  budgetMs: number;
}

/** A fault that is caused again and again, with what was measured; it cleans up after itself. */
export type Suite = (options: SuiteOptions) => Promise<Row[]>;
