import { setTimeout as sleep } from "node:timers/promises";
import type Stripe from "stripe";
import type { Random } from "../mcp-fuzz/random.ts";
import { type SignedWebhook, signWebhook } from "./sign-webhook.ts";
import { thinEvent } from "./thin-event.ts";

export interface WebhookTarget {
  url: string;
  secret: string;
  /** `snapshot` has the whole object (v1), `thin` only its id (v2). */
  payload: "snapshot" | "thin";
}

/** How webhooks go wrong; each a chance in [0, 1], drawn from the stand-in's seed. */
export interface WebhookFaults {
  duplicate: number;
  /** Waits for others to overtake it. */
  reorder: number;
  delayMs: number;
  drop: number;
  /** Sent a second time by someone who does not know the secret. */
  forge: number;
}

/** Sends events to the targets, again until they are answered with 2xx, at most 5 times. */
export class WebhookDelivery {
  readonly targets: WebhookTarget[] = [];
  readonly faults: WebhookFaults = { duplicate: 0, reorder: 0, delayMs: 0, drop: 0, forge: 0 };
  /** While it is held nothing is sent: a test delivers by hand. */
  isHeld = false;
  readonly #random: Random;
  readonly #underWay = new Set<Promise<void>>();
  readonly #ended = new AbortController();
  /** Status of each answer, `error` for none. */
  readonly answers: { eventId: string; status: number | "error" }[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  send(event: Stripe.Event): void {
    if (this.isHeld) return;
    for (const target of this.targets) this.#follow(this.#sendTo(target, event));
  }

  /** Delivers once, whatever the faults say. */
  async deliver(event: Stripe.Event, target: WebhookTarget): Promise<void> {
    await this.#post(target, event.id, signed(event, target, target.secret));
  }

  /** Waits until nothing is under way. */
  async settle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await this.settle();
  }

  #follow(work: Promise<void>): void {
    const followed = work.finally(() => this.#underWay.delete(followed));
    this.#underWay.add(followed);
  }

  async #sendTo(target: WebhookTarget, event: Stripe.Event): Promise<void> {
    const { faults } = this;
    const isHit = (chance: number) => chance > 0 && this.#random.next() < chance;
    if (isHit(faults.drop)) return;
    const waitMs = faults.delayMs + (isHit(faults.reorder) ? 20 + this.#random.below(60) : 0);
    const copies = isHit(faults.duplicate) ? 2 : 1;
    const isForged = isHit(faults.forge);
    if (waitMs > 0) await this.#wait(waitMs);
    if (isForged) await this.#post(target, event.id, signed(event, target, "whsec_of_somebody_else"));
    for (let copy = 0; copy < copies; copy += 1) await this.#insist(target, event);
  }

  async #insist(target: WebhookTarget, event: Stripe.Event): Promise<void> {
    for (let attempt = 0; attempt < 5 && !this.#ended.signal.aborted; attempt += 1) {
      if (attempt > 0) await this.#wait(50 * 2 ** attempt);
      const status = await this.#post(target, event.id, signed(event, target, target.secret));
      if (status !== "error" && status >= 200 && status < 300) return;
    }
  }

  async #post(target: WebhookTarget, eventId: string, webhook: SignedWebhook): Promise<number | "error"> {
    const status = await fetch(target.url, {
      method: "POST",
      body: webhook.body,
      headers: webhook.headers,
      signal: AbortSignal.any([this.#ended.signal, AbortSignal.timeout(10_000)]),
    }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => "error" as const,
    );
    this.answers.push({ eventId, status });
    return status;
  }

  async #wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#ended.signal }).catch(() => undefined);
  }
}

function signed(event: Stripe.Event, target: WebhookTarget, secret: string): SignedWebhook {
  return signWebhook(target.payload === "thin" ? thinEvent(event) : event, secret);
}
