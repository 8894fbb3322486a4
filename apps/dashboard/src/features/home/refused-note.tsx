import type { RefusedAttempt } from "@patchops/contract";
import { ShieldX } from "lucide-react";
import { Time } from "../../ui/time.tsx";

const reasons: Record<RefusedAttempt["reason"], { what: string; remedy: string }> = {
  no_key: { what: "without a key", remedy: "Paste the command again." },
  malformed_key: { what: "with a key that was cut off", remedy: "Copy the whole key." },
  unknown_key: {
    what: "with a key that is not one of this instance",
    remedy: "Create a key here and paste again.",
  },
  revoked_key: { what: "with a revoked key", remedy: "Create a new key and paste again." },
  expired_key: { what: "with an expired key", remedy: "Create a new key and paste again." },
  invalid_token: { what: "with a sign-in that is not for this address", remedy: "Sign in from it again." },
  expired_token: {
    what: "with a sign-in that has run out",
    remedy: "It should renew it by itself; else sign in again.",
  },
  revoked_token: { what: "with a sign-in that was revoked", remedy: "Sign in from it again." },
  suspended: { what: "for a suspended account", remedy: "Its person can object at the sign-in." },
  frozen: { what: "for a frozen organization", remedy: "The banner above says whom to write to." },
  scope: { what: "with a key that may not do this", remedy: "Allow it the scope tools:call." },
};

/** A client that was turned away: when, why, and what helps. */
export function RefusedNote({ attempt }: { attempt: RefusedAttempt }) {
  const { what, remedy } = reasons[attempt.reason];
  return (
    <p className="flex gap-2 rounded-md bg-warning-tint px-3 py-2 text-sm text-pretty text-text">
      <ShieldX aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
      <span className="min-w-0 wrap-anywhere">
        {attempt.client ? attempt.client.slice(0, 60) : "A client"} called <Time at={attempt.at} /> {what}.{" "}
        {remedy}
      </span>
    </p>
  );
}
