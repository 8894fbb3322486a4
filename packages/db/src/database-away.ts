import { AppError } from "@patchops/contract";

/** Our own database is away, in whichever error of a caller that stands as the cause. */
export class DatabaseAway extends AppError {
  constructor(cause: Error) {
    super("unavailable", "The database does not answer just now.", {
      next: "Try again in a few seconds.",
      retryAfterSeconds: 2,
      cause,
    });
  }

  static isCauseOf(error: unknown): boolean {
    for (let each = error; each instanceof Error; each = each.cause) {
      if (each instanceof DatabaseAway) return true;
    }
    return false;
  }
}
