import {
  type MasterKeyStatus,
  type SigningKeyPurpose,
  type SigningKeyState,
  signingKeyPurposes,
} from "@patchops/contract";
import { type Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { table } from "../table.ts";

interface RotateOptions {
  reseal?: boolean;
  onlyNode?: boolean;
}

/** `patchops admin rotate-key`, `key-status`, `remove-old-keys`, and the same for the keys that the instance signs with. */
export function addKeyCommands(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };

  admin
    .command("rotate-key")
    .description("change the master key while everything goes on; again after it was broken off")
    .option("--reseal", "also encrypt every stored secret anew")
    .option("--only-node", "with an external database: no other node works on it")
    .action(async ({ reseal = false, onlyNode = false }: RotateOptions) => {
      let status: MasterKeyStatus;
      let told = "";
      do {
        status = await cli
          .operator()
          .operator.rotateKey.mutate({ isResealing: reseal, isOnlyNode: onlyNode }, request);
        const progress = describeProgress(status);
        if (progress !== told) output.note(progress);
        told = progress;
      } while (status.rotation?.finishedAt === null);
      output.answer(status, () => `The master key is now ${status.id}. ${describeOthers(status)}`);
      output.next("patchops admin remove-old-keys, when a backup made now is in a safe place");
    });

  admin
    .command("key-status")
    .description("which master key is in use, and what needs an older one")
    .action(async () => {
      const status = await cli.operator().operator.masterKey.query(undefined, request);
      output.answer(status, () =>
        [
          `The master key is ${status.id}, from ${status.source === "file" ? "its file" : "a setting"}. ${describeOthers(status)}`,
          describeProgress(status),
        ].join("\n"),
      );
    });

  admin
    .command("remove-old-keys")
    .description("take away the master keys that nothing needs any more, for good")
    .option("--yes", "do not ask")
    .action(async (options: { yes?: boolean }) => {
      await confirm(cli, "Remove the old master keys? Backups of before the rotation need them.", options);
      const answer = await cli.operator().operator.removeOldKeys.mutate(undefined, request);
      output.answer(answer, () =>
        answer.isInSettings
          ? "Nothing needs PATCHOPS_MASTER_KEY_PREVIOUS any more."
          : "Only the present master key is left.",
      );
      if (answer.isInSettings) output.next("take it out of each node's settings and restart");
    });

  const describeAll = (states: readonly SigningKeyState[]) =>
    table(
      [
        { title: "SIGNS" },
        { title: "KEY SINCE" },
        { title: "NEW KEY FROM" },
        { title: "OLDER", align: "right" },
      ],
      states.map(describeSigning),
    );

  admin
    .command("signing-keys")
    .description("what the instance signs with keys of its own, and since when")
    .action(async () => {
      const states = await cli.operator().operator.signingKeys.query(undefined, request);
      output.answer(states, () => describeAll(states));
    });

  admin
    .command("rotate-signing-keys")
    .description(
      "have new keys sign access tokens, cookies of sign-ins and audit entries; nobody is signed out",
    )
    .addOption(new Option("--only <purpose>", "one of them alone").choices([...signingKeyPurposes]))
    .action(async ({ only }: { only?: SigningKeyPurpose }) => {
      const states = await cli
        .operator()
        .operator.rotateSigningKeys.mutate(only === undefined ? {} : { purposes: [only] }, request);
      output.answer(states, () => describeAll(states));
    });
}

function describeSigning({ purpose, usedSince, nextAt, older }: SigningKeyState): string[] {
  return [purpose, usedSince ?? "the beginning", nextAt ?? "-", String(older)];
}

function describeProgress({ dataKeys, rotation }: MasterKeyStatus): string {
  const wrapped = `Data keys under the present master key: ${dataKeys.total - dataKeys.left} of ${dataKeys.total}.`;
  const resealing = rotation?.resealing;
  if (!resealing) return wrapped;
  return `${wrapped} Organizations sealed anew: ${resealing.total - resealing.left} of ${resealing.total}.`;
}

function describeOthers({ otherIds }: MasterKeyStatus): string {
  return otherIds.length === 0 ? "There is no other." : `Still here: ${otherIds.join(", ")}.`;
}
