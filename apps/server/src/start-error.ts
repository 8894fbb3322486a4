/** Why the server cannot start: the cause in one line, the remedy in the next. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly problem: string;
  readonly remedy: string;

  constructor(problem: string, remedy: string, cause?: unknown) {
    super(`${problem}\n${remedy}`, cause === undefined ? undefined : { cause });
    this.problem = problem;
    this.remedy = remedy;
  }
}
