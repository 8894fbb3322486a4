import { AppError } from "@patchops/contract";
import type Stripe from "stripe";

/**
 * An error of Stripe's as a person reads it. Stripe's own words are shown where they are about the card or the request; those of a
 * wrong key are the operator's alone.
 */
export function stripeError(error: unknown): unknown {
  if (!isStripeError(error)) return error;
  const cause = error;
  if (error.type === "StripeCardError") {
    return new AppError("payment_failed", `The payment failed: ${error.message}`, {
      next: "Change the card at Stripe (Manage payment on the billing page), then try again.",
      cause,
    });
  }
  if (error.type === "StripeConnectionError") {
    return new AppError("unavailable", "Stripe does not answer.", { retryAfterSeconds: 10, cause });
  }
  if (error.type === "StripeRateLimitError") {
    return new AppError("unavailable", "Stripe takes no more requests just now.", {
      retryAfterSeconds: 5,
      cause,
    });
  }
  if (error.type === "StripeAuthenticationError" || error.type === "StripePermissionError") {
    return new AppError("unavailable", "Stripe refuses this instance's key.", {
      next: "Its operator looks at STRIPE_SECRET_KEY.",
      retryable: false,
      cause,
    });
  }
  if (error.type === "StripeInvalidRequestError") {
    return new AppError("conflict", `Stripe does not take this: ${error.message}`, { cause });
  }
  return new AppError("unavailable", "Stripe could not do this just now.", { retryAfterSeconds: 30, cause });
}

/** Whether Stripe says that it does not have the thing. */
export function isMissing(error: unknown): boolean {
  return isStripeError(error) && error.code === "resource_missing";
}

/** The SDK, whose classes these are, is loaded only where Stripe is set up; each error names its class. */
export function isStripeError(error: unknown): error is Stripe.errors.StripeError {
  return error instanceof Error && "type" in error && "rawType" in error;
}
