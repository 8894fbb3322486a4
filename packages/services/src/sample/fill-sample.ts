import { AppError, type FilledSample, type FillSampleInput, newId, roleScopes } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { createAccount, hashNewPassword, readOwnershipLocked } from "../account/index.ts";
import { insertApiKey } from "../apikey/index.ts";
import { type AuditActor, recordAudit } from "../audit/index.ts";
import { examineConnection } from "../connection/index.ts";
import type { Services } from "../context.ts";
import { storeRecords } from "../usage/index.ts";
import { people } from "./cast.ts";
import { claimSampleOrganization, readSampleOrganization } from "./fact.ts";
import { insertConnections } from "./insert-connections.ts";
import { insertAudit, insertRuns, insertSessions } from "./insert-rows.ts";
import { createRandom } from "./random.ts";
import { removeSample } from "./remove-sample.ts";
import { type SampleActor, type SampleMonth, sampleMonth, sampleOutage } from "./sample-month.ts";
import { storeSpeech } from "./store-speech.ts";

const organizationName = "Demo organization";
const dayMs = 86_400_000;

/**
 * `pnpm demo`: an organization of its own with a month of believable calls, runs, sessions and failures, stored by the meter's
 * own statement; nobody else's data is touched. Throws `conflict` when it is there and is not to be replaced.
 */
export async function fillSample(services: Services, input: FillSampleInput): Promise<FilledSample> {
  const { database } = services;
  const present = await database.transaction(readSampleOrganization);
  if (present !== null) {
    if (!input.replace) throw present409();
    await removeSample(services);
  }
  const nowMs = Date.now();
  const passwordHash = await hashNewPassword(input.password);
  const [owner] = people;
  if (owner === undefined) throw new Error("the sample has no people");
  const made = await createAccount(
    services,
    { email: owner.email, passwordHash, emailVerifiedAt: new Date().toISOString(), name: owner.name },
    {
      isOwner: async (trx) => !(await readOwnershipLocked(trx)).hasAdmin,
      after: async (trx, { userId, organizationId }) => {
        if (!(await claimSampleOrganization(trx, organizationId))) throw present409();
        return fillOrganization(trx, { organizationId, ownerId: userId, seed: input.seed, nowMs });
      },
    },
  );
  const { organizationId, ownerId, month, demoId, apiKey } = made;
  try {
    await storeRecords(services, month.records);
    await storeSpeech(services, organizationId, { seed: input.seed, month });
    await examineConnection(services, { organizationId, connectionId: demoId, ownerId });
  } catch (error) {
    // Half a month would be worse than none: its counts agree with nothing that was said.
    await removeSample(services);
    throw error;
  }
  const calls = month.records.filter(({ kind }) => kind === "call").length;
  return {
    organizationId,
    organizationName,
    email: owner.email,
    apiKey,
    calls,
    executions: month.runs.length,
    sessions: month.sessions.length,
  };
}

function present409(): AppError {
  return new AppError("conflict", "The demo organization is there already.", {
    next: "Replace it with pnpm demo --yes, or remove it with pnpm demo --remove.",
  });
}

async function fillOrganization(
  trx: Transaction,
  {
    organizationId,
    ownerId,
    seed,
    nowMs,
  }: { organizationId: string; ownerId: string; seed: number; nowMs: number },
) {
  const createdAt = new Date(nowMs - 32 * dayMs).toISOString();
  const auditor: AuditActor = { organizationId, kind: "operator", id: null, address: null, requestId: null };
  // A plan with limits, so that the pages that show them have something to show.
  await trx
    .updateTable("organizations")
    .set({ name: organizationName, plan: "pro", createdAt })
    .where("id", "=", organizationId)
    .execute();
  const { actors, apiKey } = await insertPeople(trx, { organizationId, ownerId, createdAt, auditor });
  const connectionIds = await insertConnections(trx, { organizationId, createdBy: ownerId, createdAt });
  const month = sampleMonth(seed, {
    nowMs,
    place: { organizationId, connectionIds, outage: sampleOutage(nowMs) },
    actors,
  });
  await insertSessions(trx, organizationId, month, nowMs);
  await insertRuns(trx, organizationId, month.runs);
  await insertAudit(trx, organizationId, auditOf(month, { ownerId, connectionIds, nowMs }));
  await recordAudit(trx, auditor, {
    action: "organization.fill_sample",
    targetKind: "organization",
    targetId: organizationId,
    data: { seed },
  });
  return { organizationId, ownerId, month, apiKey, demoId: connectionIds.get("demo") ?? "" };
}

/** Everybody with a key; the owner's is answered, the others' texts are forgotten at once. */
async function insertPeople(
  trx: Transaction,
  made: { organizationId: string; ownerId: string; createdAt: string; auditor: AuditActor },
): Promise<{ actors: SampleActor[]; apiKey: string }> {
  const { organizationId, ownerId, createdAt, auditor } = made;
  const actors: SampleActor[] = [];
  let apiKey = "";
  for (const [index, person] of people.entries()) {
    const { email, name, role, keyName } = person;
    const userId = index === 0 ? ownerId : newId();
    if (index > 0) {
      await trx.insertInto("users").values({ id: userId, email, name, createdAt }).execute();
      await trx.insertInto("members").values({ organizationId, userId, role, createdAt }).execute();
    }
    const scopes = roleScopes[role];
    const key = await insertApiKey(
      trx,
      { organizationId, userId, name: keyName, scopes, profile: null, expiresAt: null },
      auditor,
    );
    if (index === 0) apiKey = key.key;
    await trx
      .updateTable("apiKeys")
      .set({ createdAt, lastUsedAt: new Date().toISOString() })
      .where("organizationId", "=", organizationId)
      .where("id", "=", key.id)
      .execute();
    actors.push({ ...person, userId, apiKeyId: key.id });
  }
  return { actors, apiKey };
}

function auditOf(
  { runs }: SampleMonth,
  made: { ownerId: string; connectionIds: ReadonlyMap<string, string>; nowMs: number },
) {
  const random = createRandom(7);
  const created = [...made.connectionIds].map(([slug, id]) => ({
    atMs: made.nowMs - 31 * dayMs + random.int(0, dayMs / 2),
    userId: made.ownerId,
    action: "connection.create",
    targetKind: "connection",
    targetId: id,
    data: { slug },
  }));
  const started = runs.map((run) => ({
    atMs: run.startedMs,
    userId: run.caller.userId,
    action: "execution.start",
    targetKind: "execution",
    targetId: run.id,
    data: { via: run.caller.via, timeoutMs: 60_000, memoryMb: 128 },
  }));
  return [...created, ...started];
}
