import {
  AppError,
  type ListStripeEventsInput,
  type StripeEvent,
  type StripeEventRef,
} from "@patchops/contract";
import { type AuditActor, auditActor, instanceOperator } from "../../audit/index.ts";
import type { Context, Services } from "../../context.ts";

import { requireAccess } from "../../require-access.ts";
import { findEvents, queueAgain } from "./system/inbox.ts";

/** Stripe's events, the newest first. Instance admins. */
export async function listStripeEvents(
  context: Context,
  input: ListStripeEventsInput,
): Promise<StripeEvent[]> {
  requireAccess(context, "admin.stripeEvents");
  return findEvents(context.services.database, input);
}

/** `patchops admin stripe-events list`. */
export async function listStripeEventsAsOperator(
  { database }: Services,
  input: ListStripeEventsInput,
): Promise<StripeEvent[]> {
  return findEvents(database, input);
}

/** Has an event worked off once more. Instance admins. Throws `not_found`. */
export async function replayStripeEvent(context: Context, event: StripeEventRef): Promise<StripeEventRef> {
  requireAccess(context, "admin.replayStripeEvent");
  return replay(context.services, event, auditActor(context));
}

/** `patchops admin stripe-events replay`. Throws `not_found`. */
export async function replayStripeEventAsOperator(
  services: Services,
  event: StripeEventRef,
): Promise<StripeEventRef> {
  return replay(services, event, await instanceOperator(services.database));
}

async function replay(
  services: Services,
  { id }: StripeEventRef,
  actor: AuditActor,
): Promise<StripeEventRef> {
  if (await queueAgain(services, { id, actor })) return { id };
  throw new AppError("not_found", "There is no such event.");
}
