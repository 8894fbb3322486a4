import { Refusal } from "./refusal.ts";

/** What Stripe allows for meter events: so many a second, and one call at a time for a customer and meter. */
export class MeterLimits {
  perSecond = 1000;
  readonly #underWay = new Set<string>();
  #second = 0;
  #count = 0;

  /** @throws Refusal `lock_timeout` while another call for them is under way; `rate_limit` */
  enter(eventName: string, customer: string): void {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#count = 0;
    }
    this.#count += 1;
    if (this.#count > this.perSecond) {
      throw new Refusal(429, "Request rate limit exceeded.", { code: "rate_limit" });
    }
    const key = `${eventName} ${customer}`;
    if (this.#underWay.has(key)) {
      throw new Refusal(
        429,
        "This object cannot be accessed right now because another API request is currently accessing it.",
        { code: "lock_timeout" },
      );
    }
    this.#underWay.add(key);
  }

  leave(eventName: string, customer: string): void {
    this.#underWay.delete(`${eventName} ${customer}`);
  }
}
