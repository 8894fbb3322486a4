import { type AuditProblem, type AuditVerification, verifyAuditInput } from "@patchops/contract";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { readJson } from "../read-json.ts";
import { usageError } from "../usage-error.ts";

/** `patchops admin verify-audit`: whether the audit log still says what was written. */
export function addAuditCommand(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  admin
    .command("verify-audit")
    .description("verify every organization's audit log: nothing changed, removed, reordered or inserted")
    .option("--known <file>", "what this command said earlier with --json: all of it has to be there still")
    .action(async ({ known: file }: { known?: string }) => {
      const input = file === undefined ? {} : { known: await readKnown(cli, file) };
      const found = await cli.operator().operator.verifyAudit.mutate(input, { signal: terminal.interrupted });
      output.answer(found, () => found.map(describe).join("\n") || "There is no audit entry yet.");
      const bad = found.filter(({ problem }) => problem !== null);
      if (bad.length === 0) return;
      cli.exitWith(1);
      output.next("keep a copy of the database as it is, and find out who can write to it");
    });
}

async function readKnown({ terminal }: Cli, file: string) {
  const known = verifyAuditInput.safeParse({ known: await readJson(terminal, `@${file}`, "--known") });
  if (known.success) return known.data.known;
  throw usageError(`${file} is not what verify-audit --json writes.`);
}

function describe({ organizationId, problem, ...found }: AuditVerification): string {
  if (problem !== null) return `${organizationId}  TAMPERED WITH: ${problemWords(problem)}`;
  const { sequence, droppedUntil, unsignedUntil } = found;
  const dropped = droppedUntil > 0 ? `, after ${droppedUntil} that retention dropped` : "";
  const old = unsignedUntil > droppedUntil ? `; up to ${unsignedUntil} they are older than signatures` : "";
  return `${organizationId}  verified up to entry ${sequence}${dropped}${old}`;
}

function problemWords({ kind, sequence, entryId, at }: AuditProblem): string {
  const entry = `entry ${sequence}${entryId === null ? "" : ` (${entryId}, ${at})`}`;
  switch (kind) {
    case "changed":
      return `${entry} says something else than was written`;
    case "foreign":
      return `${entry} was not written by PatchOps`;
    case "moved":
      return `${entry} stands where another one stood`;
    case "missing":
      return entryId === null
        ? `entry ${sequence} and what followed are gone`
        : `entry ${sequence} is gone; the next is ${entryId} of ${at}`;
    case "head":
      return "the record of where the log ends was changed, or is gone";
  }
}
