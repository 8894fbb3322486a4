import { useMutation } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Popover } from "../../ui/popover.tsx";

export interface ShareMenuProps {
  getProgram: () => { code: string; input?: unknown };
}

/** A link to the program as it is now, for people of the same organization. */
export function ShareMenu({ getProgram }: ShareMenuProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [title, setTitle] = useState("");
  const share = useMutation(trpc.snippet.create.mutationOptions());
  const error = share.error && toErrorBody(share.error);
  const link = share.data && `${window.location.origin}/playground?snippet=${share.data.id}`;
  return (
    <Popover
      label="Share"
      align="end"
      isOpen={isOpen}
      onOpenChange={(open) => {
        setIsOpen(open);
        if (!open) share.reset();
      }}
      className="w-96"
      trigger={
        <Button variant="quiet" icon={<Link2 />} className="max-sm:px-2">
          <span className="max-sm:sr-only">Share</span>
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        {link ? (
          <>
            <p className="text-sm">People of your organization can open this:</p>
            <div className="flex items-center gap-1.5">
              <Input
                readOnly
                aria-label="Link"
                value={link}
                onFocus={(event) => event.target.select()}
                className="code text-xs"
              />
              <CopyButton text={link} label="Copy link" size="medium" />
            </div>
          </>
        ) : (
          <form
            className="flex flex-col gap-3"
            onSubmit={(event) => {
              event.preventDefault();
              share.mutate({ ...getProgram(), ...(title.trim() && { title: title.trim() }) });
            }}
          >
            <Field
              label="Title"
              isOptional
              hint="The link holds the code and the input as they are now, not the output."
            >
              {(control) => (
                <Input
                  {...control}
                  value={title}
                  maxLength={120}
                  onChange={(event) => setTitle(event.target.value)}
                />
              )}
            </Field>
            {error && (
              <ErrorPanel
                title="Not shared"
                cause={error.message}
                next={error.next}
                requestId={error.code === "invalid_input" ? undefined : error.requestId}
                docs={error.docs}
              />
            )}
            <Button type="submit" variant="primary" isBusy={share.isPending} className="self-start">
              Create link
            </Button>
          </form>
        )}
      </div>
    </Popover>
  );
}
