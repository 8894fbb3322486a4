import { AppError } from "@patchops/contract";
import { findDataKey, openValue, sealValue } from "../connection/index.ts";
import type { Context } from "../context.ts";

/** What a state belongs to: it opens for this user and this request alone. */
export interface StatePlace {
  method: string;
  /** What tells two requests of the method apart: the name of the tool or prompt, the URI. */
  name: string;
}

interface Timed<T> {
  state: T;
  expiresAtMs: number;
}

/** As long as a person may take (architecture: waiting for people). */
const lifetimeMs = 600_000;

function sealPlace({ actor }: Context, { method, name }: StatePlace) {
  return {
    organizationId: actor.organizationId,
    row: actor.userId,
    field: `request-state ${method} ${name}`,
  };
}

/** Seals what a client is to bring back with its retry (2026-07-28, multi round-trip requests: AEAD, principal, expiry). */
export async function sealRequestState(context: Context, place: StatePlace, state: unknown): Promise<string> {
  const { actor, services } = context;
  const value: Timed<unknown> = { state, expiresAtMs: Date.now() + lifetimeMs };
  return services.database.withOrganization(actor.organizationId, (trx) =>
    sealValue(services, trx, { place: sealPlace(context, place), value }),
  );
}

/** Throws `invalid_input` for what was not sealed for this user and request, or too long ago. */
export async function openRequestState<T>(context: Context, place: StatePlace, sealed: string): Promise<T> {
  const { actor, services } = context;
  const { organizationId } = actor;
  try {
    const key = await services.database.withOrganization(organizationId, (trx) =>
      findDataKey(services, trx, { organizationId, sealed }),
    );
    const timed = openValue<Timed<T>>(services, key, { place: sealPlace(context, place), sealed });
    if (timed.expiresAtMs > Date.now()) return timed.state;
  } catch (cause) {
    if (cause instanceof AppError && cause.code === "unavailable") throw cause;
    throw refused(cause);
  }
  throw refused(undefined);
}

function refused(cause: unknown): AppError {
  return new AppError("invalid_input", "The requestState is not of this request, or too old.", {
    next: "Send the request again without it.",
    cause,
  });
}
