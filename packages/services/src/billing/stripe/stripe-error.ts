import { AppError } from "@patchops/contract";
import Stripe from "stripe";

/**
 * An error of Stripe's as a person reads it. Stripe's own words are shown where they are about the card or the request; those of a
 * wrong key are the operator's alone.
 */
export function stripeError(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) return error;
  const cause = error;
  if (error instanceof Stripe.errors.StripeCardError) {
    return new AppError("payment_failed", `The payment failed: ${error.message}`, {
      next: "Change the card at Stripe (Manage payment on the billing page), then try again.",
      cause,
    });
  }
  if (error instanceof Stripe.errors.StripeConnectionError) {
    return new AppError("unavailable", "Stripe does not answer.", { retryAfterSeconds: 10, cause });
  }
  if (error instanceof Stripe.errors.StripeRateLimitError) {
    return new AppError("unavailable", "Stripe takes no more requests just now.", {
      retryAfterSeconds: 5,
      cause,
    });
  }
  if (
    error instanceof Stripe.errors.StripeAuthenticationError ||
    error instanceof Stripe.errors.StripePermissionError
  ) {
    return new AppError("unavailable", "Stripe refuses this instance's key.", {
      next: "Its operator looks at STRIPE_SECRET_KEY.",
      retryable: false,
      cause,
    });
  }
  if (error instanceof Stripe.errors.StripeInvalidRequestError) {
    return new AppError("conflict", `Stripe does not take this: ${error.message}`, { cause });
  }
  return new AppError("unavailable", "Stripe could not do this just now.", { retryAfterSeconds: 30, cause });
}

/** Whether Stripe says that it does not have the thing. */
export function isMissing(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && error.code === "resource_missing";
}
