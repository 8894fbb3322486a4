import { Refusal } from "./refusal.ts";

interface Kept {
  fingerprint: string;
  at: number;
  answer: Answer | undefined;
}

export interface Answer {
  status: number;
  body: unknown;
}

const daySeconds = 86_400;

/** Answers by idempotency key: the same again for the same request within a day, a conflict for another. */
export class Idempotency {
  readonly #kept = new Map<string, Kept>();

  /** The answer that was given before. */
  begin(key: string, fingerprint: string, now: number): Answer | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined || now - kept.at >= daySeconds) {
      this.#kept.set(key, { fingerprint, at: now, answer: undefined });
      return undefined;
    }
    if (kept.fingerprint !== fingerprint) {
      throw new Refusal(
        400,
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
        { type: "idempotency_error" },
      );
    }
    if (kept.answer === undefined) {
      throw new Refusal(409, `There is currently another in-progress request using this Idempotent Key.`, {
        type: "idempotency_error",
        code: "idempotency_key_in_use",
      });
    }
    return kept.answer;
  }

  /** Keeps an answer; a request that was refused before it began is forgotten. */
  end(key: string, answer: Answer): void {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    if (answer.status < 300 || answer.status >= 500 || answer.status === 402) kept.answer = answer;
    else this.#kept.delete(key);
  }
}
