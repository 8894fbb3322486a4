import {
  type AddConnectionInput,
  AppError,
  addConnectionInput,
  type Connection,
  type ConnectStep,
  type ErrorCode,
  isErrorCode,
  newId,
} from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { codeName, hasHiddenCharacters } from "@patchops/protocol";
import { sql } from "kysely";
import type { z } from "zod";
import { auditActor, recordAudit } from "../audit/index.ts";
import { providerOf, resolveEntry } from "../catalog/index.ts";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { requireAddress } from "../require-address.ts";
import { requirePlace } from "../require-place.ts";
import { storedJson } from "../stored-json.ts";
import { auditedUrl } from "./audited-url.ts";
import { sendExamination } from "./complete-examination.ts";
import { storeCredential } from "./credential.ts";
import { type Examination, examineConnection } from "./examine.ts";
import { getConnection } from "./list.ts";
import { removeConnection } from "./remove.ts";
import { requireAllowedServer } from "./rules.ts";
import { connectionSlug } from "./slug.ts";

type Parsed = z.output<typeof addConnectionInput>;

/** An address as it is stored. One that can be dialled nowhere is refused at once, in the words that dialling it would have. */
export function parseUpstreamUrl(services: Services, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !["http:", "https:"].includes(url.protocol) || url.username !== "" || url.password !== "") {
    refuseAddress(services, text, url);
  }
  url.hash = "";
  return url.href;
}

function refuseAddress(services: Services, text: string, url: URL | null): never {
  const hasPassword = url !== null && (url.username !== "" || url.password !== "");
  const next = hasPassword
    ? "Give the key as a bearer token or header instead."
    : "Paste the server's MCP address, for example https://mcp.example.com/mcp";
  requireAddress(services, text, { field: "url", next });
  throw new AppError("invalid_input", "That is not a web address.", { next, details: { field: "url" } });
}

/** As long as a person may make one. */
const maxNameLength = 64;

const noProvider = { providerType: null, instanceId: null, instanceHeader: null };

async function describeTarget(context: Context, target: Parsed["target"]) {
  switch (target.kind) {
    case "demo":
      return { transport: "demo" as const, url: null, process: null, name: "Demo", ...noProvider };
    case "catalog": {
      const { url, ...provider } = await resolveEntry(context.services, target);
      return {
        transport: "http" as const,
        url: parseUpstreamUrl(context.services, url),
        process: null,
        ...provider,
      };
    }
    case "stdio":
      if (!context.services.settings.isStdioAllowed) {
        throw new AppError("stdio_not_allowed", "This instance does not start processes for connections.", {
          next: "Its operator can allow it with PATCHOPS_ALLOW_STDIO=1.",
        });
      }
      return {
        transport: "stdio" as const,
        url: null,
        process: storedJson({ command: target.command, args: target.args }),
        name: target.command.split("/").at(-1) ?? target.command,
        ...noProvider,
      };
    case "http": {
      const url = parseUpstreamUrl(context.services, target.url);
      return {
        transport: "http" as const,
        url,
        process: null,
        name: new URL(url).host.slice(0, maxNameLength),
        ...noProvider,
        providerType: providerOf(url),
      };
    }
  }
}

function secretOf({ target, credential }: Parsed) {
  if (credential && target.kind !== "http" && target.kind !== "catalog") {
    throw new AppError("invalid_input", "Only an address takes a bearer token or headers.", {
      next: "A process is given its keys in its environment.",
      details: { field: "credential" },
    });
  }
  if (target.kind !== "stdio" || Object.keys(target.environment).length === 0) return credential;
  return { kind: "environment" as const, environment: target.environment };
}

/**
 * Slug and identifier that no connection of the organization has; until the transaction ends nobody else is given any. A name
 * that was not chosen gives way: where its host is taken, the path tells the servers apart.
 */
async function takeNames(
  trx: Transaction,
  wanted: { organizationId: string; name: string; transport: string; url: string | null; isChosen: boolean },
): Promise<{ slug: string; codeName: string; name: string }> {
  const { organizationId, transport, url, isChosen } = wanted;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`connections ${organizationId}`}, 0))`.execute(
    trx,
  );
  const taken = await trx
    .selectFrom("connections")
    .select(["slug", "codeName", "name", "url", "transport"])
    .where("organizationId", "=", organizationId)
    .execute();
  if (transport === "demo" && taken.some((row) => row.transport === "demo")) {
    throw new AppError("conflict", "The demo tools are connected already.", {
      next: "They are there: patchops connections list",
    });
  }
  const address = isChosen || url === null ? null : new URL(url);
  const isHostTaken = taken.some(
    (row) => row.name === wanted.name || (row.url !== null && new URL(row.url).host === address?.host),
  );
  const name =
    address !== null && isHostTaken
      ? `${address.host}${address.pathname.replace(/\/$/, "")}`.slice(0, maxNameLength)
      : wanted.name;
  const slug = connectionSlug(name, new Set(taken.map((row) => row.slug)));
  return { slug, codeName: codeName(slug, new Set(taken.map((row) => row.codeName))), name };
}

/** Gives a connection that nobody named the name that its server has for itself, unless another is called that. */
async function nameByServer(
  trx: Transaction,
  place: { organizationId: string; id: string; madeUpName: string },
): Promise<void> {
  const rows = await trx
    .selectFrom("connections")
    .select(["id", "name", "serverInfo"])
    .where("organizationId", "=", place.organizationId)
    .execute();
  const row = rows.find(({ id }) => id === place.id);
  // Whoever renamed it meanwhile has chosen.
  const info = row?.name === place.madeUpName ? row.serverInfo : null;
  const name = (info?.title ?? info?.name ?? "").trim();
  const isFit = name !== "" && name.length <= maxNameLength && !hasHiddenCharacters(name);
  if (!isFit || rows.some((other) => other.name === name)) return;
  await trx
    .updateTable("connections")
    .set({ name })
    .where("organizationId", "=", place.organizationId)
    .where("id", "=", place.id)
    .execute();
}

/**
 * Adds a connection and examines it. With `onFailure: "discard"` a failed examination leaves nothing behind and throws
 * its cause; with `keep` the connection stays, its report saying what to mend. One that is not waited for, or that only asks
 * for a sign-in, is kept. Throws `server_not_allowed` for what the organization lets nobody connect.
 */
export async function addConnection(context: Context, rawInput: AddConnectionInput): Promise<Connection> {
  requireAccess(context, "connection.add");
  const input = addConnectionInput.parse(rawInput);
  const { services, actor } = context;
  const { organizationId } = actor;
  const { name: ownName, ...described } = await describeTarget(context, input.target);
  const { transport, url, providerType, instanceId } = described;
  const secret = secretOf(input);
  const id = newId();
  const isChosen = input.name !== undefined || transport !== "http" || input.target.kind === "catalog";

  const madeUpName = await services.snapshots.change(organizationId, async (trx) => {
    await requireAllowedServer(context, trx, described);
    await requirePlace(services, trx, { organizationId, of: "connections" });
    const statusAt = new Date().toISOString();
    const names = await takeNames(trx, {
      organizationId,
      name: input.name ?? ownName,
      transport,
      url,
      isChosen,
    });
    await trx
      .insertInto("connections")
      .values({
        organizationId,
        id,
        ...names,
        ...described,
        status: "connecting",
        statusAt,
        createdBy: actor.userId,
      })
      .execute();
    if (secret) await storeCredential(services, trx, { organizationId, connectionId: id, secret });
    await sendExamination(services, trx, {
      organizationId,
      connectionId: id,
      ownerId: actor.userId,
      statusAt,
    });
    await recordAudit(trx, auditActor(context), {
      action: "connection.create",
      targetKind: "connection",
      targetId: id,
      data: {
        slug: names.slug,
        transport,
        url: auditedUrl(url),
        ...(providerType === null ? {} : { providerType }),
        ...(instanceId === null ? {} : { instanceId }),
      },
    });
    return names.name;
  });

  const examination = examineConnection(services, {
    organizationId,
    connectionId: id,
    ownerId: actor.userId,
    ...(isChosen ? {} : { record: (trx) => nameByServer(trx, { organizationId, id, madeUpName }) }),
  });
  if (!input.wait) {
    examination.catch((error: unknown) =>
      services.log.error({ error, connectionId: id }, "a connection could not be examined"),
    );
    return getConnection(context, { connection: id });
  }
  const outcome = await examination;
  // To sign in is the next step, not a failure.
  const isAdded =
    ["ready", "no_tools"].includes(outcome.status) ||
    ["unauthorized_with_metadata", "insufficient_scope"].includes(outcome.reason?.code ?? "");
  if (!isAdded && input.onFailure === "discard") {
    await removeConnection(context, { connection: id });
    throw failureOf(outcome);
  }
  return getConnection(context, { connection: id });
}

function failureOf({ reason, steps }: Examination): AppError {
  const cause = reason?.code ?? "unreachable";
  const code: ErrorCode = cause.startsWith("unauthorized")
    ? "needs_sign_in"
    : isErrorCode(cause)
      ? cause
      : "connection_refused";
  const failed = steps.find((step) => step.state === "failed");
  const next = nextStep(code, failed);
  // Whoever shows an error says of `sent` what the report says in words.
  const message = reason?.message.replace(/ Nothing was sent\.$/, "");
  return new AppError(code, message ?? "The server could not be reached.", {
    sent: failed?.sent ?? false,
    ...(next === undefined ? {} : { next }),
  });
}

/** What the one who adds it can do; the connect report has buttons for the same. */
function nextStep(code: ErrorCode, failed: ConnectStep | undefined): string | undefined {
  if (failed?.suggestion) return `Try ${failed.suggestion}`;
  switch (code) {
    case "needs_sign_in":
      return "Add it again with --bearer TOKEN or --header 'Name: value'; to sign in to an older server, with --keep.";
    case "private_address":
      return failed?.host
        ? `The operator can allow it: PATCHOPS_UPSTREAM_ALLOW=${failed.host}:${failed.port}, or with a click in the connect report.`
        : undefined;
    case "not_mcp":
      return "Use the address of its MCP endpoint; many end in /mcp.";
    case "connection_refused":
    case "timeout":
      return "Check the address, and that the server runs; then try again.";
    default:
      return undefined;
  }
}
