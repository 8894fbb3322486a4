import { AppError } from "@patchops/contract";
import { z } from "zod";
import type { StripePort } from "../stripe/stripe.ts";

/** Both ways: one from the future would be good for longer than it should. */
const toleranceMs = 300_000;

/** An event as the inbox keeps it: what it is about, not what it says. */
export interface InboxEvent {
  id: string;
  type: string;
  objectId: string | null;
  customerId: string | null;
  createdAt: string;
}

const idOf = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]).nullish();

/** An event with its object, as it was then. */
const snapshotSchema = z.object({
  id: z.string().min(1).max(255),
  object: z.literal("event"),
  type: z.string().max(255),
  created: z.number(),
  data: z.object({
    object: z.object({ id: z.string().nullish(), object: z.string().nullish(), customer: idOf.catch(null) }),
  }),
});

/** An event that names its object alone. */
const thinSchema = z.object({
  id: z.string().min(1).max(255),
  object: z.literal("v2.core.event"),
  type: z.string().max(255),
  created: z.iso.datetime({ offset: true }),
  related_object: z.object({ id: z.string(), type: z.string() }).nullish(),
});

/**
 * Reads what came to the webhook. Throws `invalid_input` without a right signature of the raw body, for one that is more than 300 s old
 * or from the future, and for what is no event.
 */
export function readEvent(
  { client, webhookSecret }: StripePort,
  { body, signature, at }: { body: string; signature: string | undefined; at: Date },
): InboxEvent {
  const signedAt = Number(/(?:^|,)t=(\d{1,12})(?:,|$)/.exec(signature ?? "")?.[1] ?? Number.NaN) * 1_000;
  if (!(Math.abs(at.getTime() - signedAt) <= toleranceMs)) {
    throw new AppError("invalid_input", "The signature is missing, too old, or from the future.");
  }
  try {
    client.webhooks.signature?.verifyHeader(body, signature ?? "", webhookSecret, 0);
  } catch (cause) {
    throw new AppError("invalid_input", "The signature is not right.", { cause });
  }
  return parseEvent(body);
}

function parseEvent(body: string): InboxEvent {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (cause) {
    throw new AppError("invalid_input", "That is no event.", { cause });
  }
  const snapshot = snapshotSchema.safeParse(json);
  if (snapshot.success) return fromSnapshot(snapshot.data);
  const thin = thinSchema.safeParse(json);
  if (!thin.success) throw new AppError("invalid_input", "That is no event.");
  const { id, created, related_object: object } = thin.data;
  // The same things, by longer names.
  const type = thin.data.type.replace(/^v1\./, "");
  const isCustomer = object?.type === "customer" || object?.type === "v1.customer";
  return {
    ...{ id, type, objectId: object?.id ?? null },
    customerId: isCustomer ? (object?.id ?? null) : null,
    createdAt: new Date(created).toISOString(),
  };
}

function fromSnapshot({ id, type, created, data: { object } }: z.infer<typeof snapshotSchema>): InboxEvent {
  const objectId = object.id ?? null;
  const customerId = object.object === "customer" ? objectId : (object.customer ?? null);
  return { id, type, objectId, customerId, createdAt: new Date(created * 1_000).toISOString() };
}

/** An event of Stripe's list. */
export function readListed(event: unknown): InboxEvent {
  return fromSnapshot(snapshotSchema.parse(event));
}
