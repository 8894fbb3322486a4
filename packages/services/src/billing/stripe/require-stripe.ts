import { AppError } from "@patchops/contract";
import type { Services } from "../../context.ts";
import type { StripePort } from "./stripe.ts";

/** Stripe, where the operator has set it up. Throws `billing_not_set_up`. */
export function requireStripe({ stripe }: Pick<Services, "stripe">): StripePort {
  if (stripe !== null) return stripe;
  throw new AppError("billing_not_set_up", "This instance has no billing set up.", {
    next: "Its operator sets STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET, or changes plans by hand.",
  });
}
