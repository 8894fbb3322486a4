import { AppError } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { DataKey, SealPlace } from "@patchops/vault";
import type { Services } from "../context.ts";

/** The organization's newest data key, made at first use. Held until the transaction ends: nobody takes it away meanwhile. */
async function dataKey(services: Services, trx: Transaction, organizationId: string): Promise<DataKey> {
  const known = await trx
    .selectFrom("dataKeys")
    .select(["id", "wrapped", "masterKeyId"])
    .where("organizationId", "=", organizationId)
    .orderBy("createdAt", "desc")
    .limit(1)
    .forShare()
    .executeTakeFirst();
  if (known) return known;
  const made = services.vault.createDataKey();
  await trx
    .insertInto("dataKeys")
    .values({ organizationId, ...made })
    .execute();
  return made;
}

/** Seals a value for one field of one row of an organization; it opens nowhere else (S23). */
export async function sealValue(
  services: Services,
  trx: Transaction,
  sealing: { place: SealPlace; value: unknown },
): Promise<string> {
  const key = await dataKey(services, trx, sealing.place.organizationId);
  return services.vault.seal(key, JSON.stringify(sealing.value), sealing.place);
}

/** As `sealValue`, for several fields or rows of one organization. */
export async function sealValues(
  services: Services,
  trx: Transaction,
  sealings: readonly { place: SealPlace; value: unknown }[],
): Promise<string[]> {
  const [first] = sealings;
  if (!first) return [];
  const key = await dataKey(services, trx, first.place.organizationId);
  return sealings.map(({ place, value }) => services.vault.seal(key, JSON.stringify(value), place));
}

/** Opens what `sealValues` sealed, in the order given. A key may have taken another's place between two rows. */
export async function openValues<T>(
  services: Services,
  trx: Transaction,
  sealings: readonly { place: SealPlace; sealed: string }[],
): Promise<T[]> {
  const keys = new Map<string, DataKey | undefined>();
  for (const { place, sealed } of sealings) {
    const keyId = services.vault.dataKeyIdOf(sealed);
    if (keys.has(keyId)) continue;
    keys.set(keyId, await findDataKey(services, trx, { organizationId: place.organizationId, sealed }));
  }
  return sealings.map((sealing) =>
    openValue<T>(services, keys.get(services.vault.dataKeyIdOf(sealing.sealed)), sealing),
  );
}

/** The data key of a sealed text; undefined when it is gone. */
export function findDataKey(
  services: Pick<Services, "vault">,
  trx: Transaction,
  sealing: { organizationId: string; sealed: string },
): Promise<DataKey | undefined> {
  return trx
    .selectFrom("dataKeys")
    .select(["id", "wrapped", "masterKeyId"])
    .where("organizationId", "=", sealing.organizationId)
    .where("id", "=", services.vault.dataKeyIdOf(sealing.sealed))
    .executeTakeFirst();
}

/** Opens what `sealValue` sealed as what it was: our own rows hold nothing else. */
export function openValue<T>(
  services: Pick<Services, "vault">,
  key: DataKey | undefined,
  sealing: { place: SealPlace; sealed: string },
): T {
  if (!key) throw new AppError("internal", "A stored secret cannot be opened: its data key is gone.");
  return JSON.parse(services.vault.open(key, sealing.sealed, sealing.place)) as T;
}
