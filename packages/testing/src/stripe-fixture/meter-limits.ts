import { Refusal } from "./refusal.ts";

/** What Stripe allows for meter events: so many a second, and one call at a time for a customer and meter. */
export class MeterLimits {
  perSecond = 1000;
  readonly #underWay = new Set<string>();
  #second = 0;
  #count = 0;

  enter(key: string): void {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#count = 0;
    }
    this.#count += 1;
    if (this.#count > this.perSecond) {
      throw new Refusal(429, "Request rate limit exceeded.", { code: "rate_limit" });
    }
    if (this.#underWay.has(key)) {
      throw new Refusal(
        429,
        "This object cannot be accessed right now because another API request is currently accessing it.",
        { code: "lock_timeout" },
      );
    }
    this.#underWay.add(key);
  }

  leave(key: string): void {
    this.#underWay.delete(key);
  }
}
