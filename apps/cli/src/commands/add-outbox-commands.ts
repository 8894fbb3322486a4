import type { Mail } from "@patchops/contract";
import { type Command, Option } from "commander";
import type { Cli } from "../cli.ts";
import { parseCount } from "../parse-count.ts";
import { resolveRef } from "../resolve-ref.ts";
import { safeLine, safeText } from "../safe-text.ts";
import { table } from "../table.ts";

const statuses = ["queued", "accepted", "delivered", "bounced", "failed"] as const;
/** As many as the server answers at once. */
const mostAtOnce = 200;

interface ListOptions {
  status?: Mail["status"];
  limit?: number;
}

/** `patchops admin outbox …`: the instance's mails, and what became of them. */
export function addOutboxCommands(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const outbox = admin.command("outbox").description("mails of this instance, and what became of them");
  const find = async (ref: string): Promise<Mail> => {
    const { mails } = await cli.operator().operator.mails.query({ limit: mostAtOnce }, request);
    return resolveRef(mails, ref, {
      kind: "mail",
      namesOf: ({ id }) => [id],
      next: "patchops admin outbox list",
    });
  };

  outbox
    .command("list")
    .description("the newest first")
    .addOption(new Option("--status <status>", "those alone").choices(statuses))
    .option("--limit <number>", `how many, ${mostAtOnce} at most; default: 50`, parseCount)
    .action(async ({ status, limit }: ListOptions) => {
      const { mails } = await cli.operator().operator.mails.query({ status, limit }, request);
      output.answer(mails, () =>
        table(
          [{ title: "STATUS" }, { title: "KIND" }, { title: "TO" }, { title: "SINCE" }, { title: "ID" }],
          mails.map((mail) => [
            mail.status,
            mail.kind,
            safeLine(mail.recipient, 40),
            mail.statusAt.slice(0, 16).replace("T", " "),
            mail.id,
          ]),
        ),
      );
      const [failed] = mails.filter((mail) => mail.status === "failed" || mail.status === "bounced");
      if (failed !== undefined) output.next(`patchops admin outbox show ${failed.id}`);
    });

  outbox
    .command("show")
    .description("what became of a mail; what it says as long as it waits, which the audit log tells")
    .argument("<id>", "id of a mail, or its beginning")
    .option("--text", "what it says, its link included")
    .action(async (ref: string, { text }: { text?: boolean }) => {
      const mail = await find(ref);
      const client = cli.operator();
      const content = text === true ? await client.operator.readMail.mutate({ id: mail.id }, request) : null;
      output.answer(content === null ? mail : { ...mail, content }, () =>
        [
          `${mail.kind} to ${safeLine(mail.recipient, 320)}: ${mail.status} since ${mail.statusAt}, tries: ${mail.attempts}`,
          ...(mail.answer === null ? [] : [`The server said: ${safeLine(mail.answer, 500)}`]),
          ...(mail.nextAt === null ? [] : [`Next try: ${mail.nextAt}`]),
          ...(content === null ? [] : [`\n${safeLine(content.subject, 500)}\n\n${safeText(content.text)}`]),
        ].join("\n"),
      );
    });

  outbox
    .command("retry")
    .description("send a mail now that waits for its next try, or that came to nothing")
    .argument("<id>", "id of a mail, or its beginning")
    .action(async (ref: string) => {
      const { id, recipient } = await find(ref);
      const answer = await cli.operator().operator.retryMail.mutate({ id }, request);
      output.answer(answer, () => `It is on its way to ${safeLine(recipient, 320)}.`);
      output.next(`patchops admin outbox show ${id}`);
    });
}
