import type { Mail } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatFullTime } from "../../format/format-time.ts";
import { Button } from "../../ui/button.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Facts } from "../../ui/facts.tsx";
import { SidePanel } from "../../ui/side-panel.tsx";
import { toast } from "../../ui/toast.ts";
import { MailStatus } from "./mail-status.tsx";
import { mailWords } from "./mail-words.ts";

export interface MailPanelProps {
  mail: Mail;
  sendsMail: boolean;
  onClose: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

export function MailPanel({ mail, sendsMail, onClose, onPrevious, onNext }: MailPanelProps) {
  const client = useQueryClient();
  const read = useMutation(trpc.admin.readMail.mutationOptions());
  const retry = useMutation(
    trpc.admin.retryMail.mutationOptions({
      onSuccess: () => {
        toast({ title: "It is sent again" });
        void client.invalidateQueries({ queryKey: trpc.admin.mails.queryKey() });
      },
    }),
  );
  const failure = (read.error ?? retry.error) && toErrorBody(read.error ?? retry.error);
  const isRetryable = sendsMail && mail.hasContent && ["queued", "failed", "bounced"].includes(mail.status);
  return (
    <SidePanel title={mailWords(mail)} onClose={onClose} onPrevious={onPrevious} onNext={onNext}>
      <div className="flex flex-col gap-4">
        <Facts
          label="Mail"
          facts={[
            { label: "To", value: mail.recipient },
            { label: "Status", value: <MailStatus status={mail.status} /> },
            { label: "Since", value: formatFullTime(mail.statusAt) },
            { label: "Said of it", value: mail.answer },
            { label: "Tries", value: mail.attempts > 0 ? String(mail.attempts) : null },
            { label: "Next try", value: mail.nextAt && formatFullTime(mail.nextAt) },
            { label: "Good until", value: formatFullTime(mail.expiresAt) },
          ]}
        />
        {failure && <ErrorPanel title="That did not work" cause={failure.message} next={failure.next} />}
        {read.data ? (
          <CodeBlock caption={read.data.subject} code={read.data.text} isWrapped />
        ) : mail.hasContent ? (
          <p className="text-sm text-muted">
            A link in it may open somebody's account: reading it is written into the audit log.
          </p>
        ) : (
          <p className="text-sm text-muted">What it says is not kept any more.</p>
        )}
        <div className="flex flex-wrap gap-2">
          {mail.hasContent && !read.data && (
            <Button isBusy={read.isPending} onClick={() => read.mutate({ id: mail.id })}>
              Read the mail
            </Button>
          )}
          {isRetryable && (
            <Button isBusy={retry.isPending} onClick={() => retry.mutate({ id: mail.id })}>
              Send it now
            </Button>
          )}
        </div>
      </div>
    </SidePanel>
  );
}
