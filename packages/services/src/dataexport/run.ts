import { createHash } from "node:crypto";
import { AppError } from "@patchops/contract";
import type { Services } from "../context.ts";
import type { JobData } from "../jobs.ts";
import { queueMail } from "../mail/index.ts";
import { planFiles } from "./plan-files.ts";
import { type ClaimedExport, changeExport, claimExport } from "./system/export-record.ts";
import { type ExportOwner, exportSubject } from "./system/export-subject.ts";
import { type ArchiveProgress, fileCount, writeArchive } from "./write-archive.ts";

/** A row of the database each. */
const partBytes = 524_288;
const maxArchiveBytes = 4 * 1_073_741_824;
const maxAttempts = 4;
const keepDays = { archive: 7, failure: 7 };
const day = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });

/**
 * A worker's job: writes an archive, piece by piece. One that was begun before, by a worker that died, begins anew. Throws what may
 * be gone at the next try.
 */
export async function runExport(services: Services, { exportId }: JobData["data-export"]): Promise<void> {
  const { database, log } = services;
  const claimed = await claimExport(database, exportId);
  if (claimed === null) return;
  const owner = await exportSubject(database, claimed);
  if (owner === null) {
    const error = "Who asked for it may not have this data any more.";
    await changeExport(database, claimed, { set: { state: "failed", error, keepDays: keepDays.failure } });
    return;
  }
  try {
    await write(services, claimed, owner);
  } catch (error) {
    if (claimed.attempts < maxAttempts && !(error instanceof AppError)) throw error;
    log.error({ error, exportId }, "an export failed");
    const words =
      error instanceof AppError
        ? error.message
        : "The data could not be read. Start it again, or ask for help.";
    await fail(services, claimed, { owner, words });
  }
}

async function write(services: Services, claimed: ClaimedExport, owner: ExportOwner): Promise<void> {
  const { database, settings } = services;
  const { id } = claimed;
  const files = planFiles(owner);
  if (!(await changeExport(database, claimed, { set: { files: fileCount(files) } }))) return;
  const progress: ArchiveProgress = { filesDone: 0, rowCount: 0 };
  const head = {
    of: whose(owner),
    organizations: owner.organizations.map(({ id: organizationId, name }) => ({ id: organizationId, name })),
    ...{ url: settings.publicUrl, version: settings.version },
  };
  const archive = writeArchive(database, files, { head, progress });
  const hash = createHash("sha256");
  let sizeBytes = 0;
  let part = 0;
  for await (const content of inParts(archive)) {
    hash.update(content);
    sizeBytes += content.length;
    if (sizeBytes > maxArchiveBytes) {
      throw new AppError(
        "too_large",
        "An archive holds at most 4 GiB. Export calls by range from the activity page.",
      );
    }
    const isMine = await changeExport(database, claimed, {
      set: { ...progress, sizeBytes },
      with: async (trx) => {
        await trx.insertInto("dataExportParts").values({ exportId: id, part, content }).execute();
      },
    });
    // Cancelled, or given to another worker: leaving the loop ends the reading as well.
    if (!isMine) return;
    part += 1;
  }
  const sha256 = hash.digest("hex");
  await changeExport(database, claimed, {
    set: { state: "ready", sha256, ...progress, sizeBytes, keepDays: keepDays.archive },
    with: async (trx) => {
      // One archive of the same data is enough.
      await trx
        .deleteFrom("dataExports")
        .where("userId", "=", claimed.userId)
        .where("organizationId", "is not distinct from", claimed.organizationId)
        .where("id", "!=", id)
        .execute();
      await queueMail(services, trx, {
        ...{ kind: "data-export", to: owner.email, userId: claimed.userId },
        data: {
          of: whose(owner),
          until: day.format(Date.now() + keepDays.archive * 86_400_000),
          problem: null,
          byAdmin: claimed.askedVia !== "owner",
          url: `${settings.publicUrl}/settings/export`,
        },
      });
    },
  });
}

async function fail(
  services: Services,
  claimed: ClaimedExport,
  { owner, words }: { owner: ExportOwner; words: string },
): Promise<void> {
  await changeExport(services.database, claimed, {
    set: { state: "failed", error: words, keepDays: keepDays.failure },
    with: async (trx) => {
      await trx.deleteFrom("dataExportParts").where("exportId", "=", claimed.id).execute();
      await queueMail(services, trx, {
        ...{ kind: "data-export", to: owner.email, userId: claimed.userId },
        data: {
          ...{ of: whose(owner), until: null, problem: words, byAdmin: claimed.askedVia !== "owner" },
          url: `${services.settings.publicUrl}/settings/export`,
        },
      });
    },
  });
}

const whose = ({ person, organizations, email }: ExportOwner) =>
  person === null ? (organizations[0]?.name ?? "the organization") : email;

/** A stream's bytes in pieces of one size, the last but one. */
async function* inParts(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const chunk of stream) {
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < partBytes) continue;
    yield Buffer.concat(held);
    held = [];
    heldBytes = 0;
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}
