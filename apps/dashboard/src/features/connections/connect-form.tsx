import type { AddConnectionInput } from "@patchops/contract";
import { ChevronRight, KeyRound, Plug } from "lucide-react";
import { useState } from "react";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { Textarea } from "../../ui/textarea.tsx";
import { CredentialFields, draftedCredential, emptyCredential } from "./credential-fields.tsx";
import { parseConnectInput } from "./parse-connect-input.ts";
import { PastedServers } from "./pasted-servers.tsx";
import { SettingsFileButton } from "./settings-file-button.tsx";

export interface ConnectFormProps {
  /** The address at first, from a link. */
  initialText?: string;
  /** Names the field; shorter in the setup card. */
  label: string;
  hint?: string;
  hasFocus?: boolean;
  /** Whether a client's settings may be read from a file too. */
  takesFiles?: boolean;
  isBusy: boolean;
  error: unknown;
  /** Several for pasted settings. Resolves when all were taken. */
  onConnect: (inputs: AddConnectionInput[]) => Promise<unknown>;
}

/** One field for an address or a client's JSON; a key only when it is needed. */
export function ConnectForm({
  initialText = "",
  label,
  hint,
  hasFocus = false,
  takesFiles = false,
  isBusy,
  error,
  onConnect,
}: ConnectFormProps) {
  const [text, setText] = useState(initialText);
  const [wasTried, setWasTried] = useState(false);
  const [key, setKey] = useState(emptyCredential);
  const parsed = parseConnectInput(text);
  const failure = error ? toErrorBody(error) : undefined;
  const problem =
    parsed.kind === "wrong" && wasTried
      ? parsed.message
      : parsed.kind === "empty" && wasTried
        ? "Paste an address first."
        : undefined;

  const connect = async (inputs: AddConnectionInput[]) => {
    await onConnect(inputs);
    setText("");
    setKey(emptyCredential);
    setWasTried(false);
  };
  const submit = () => {
    if (isBusy) return;
    if (parsed.kind !== "address") return setWasTried(true);
    const credential = draftedCredential(key);
    // What went wrong is shown by `error`; the text stays for another try.
    connect([{ target: { kind: "http", url: parsed.url }, ...(credential && { credential }) }]).catch(
      () => undefined,
    );
  };

  return (
    <form
      noValidate
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="flex flex-col gap-2 sm:flex-row sm:items-start">
        <Field label={label} hint={hint} error={problem} className="min-w-0 grow">
          {(control) => (
            <Textarea
              {...control}
              rows={1}
              value={text}
              placeholder="https://mcp.example.com/mcp"
              autoFocus={hasFocus}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              className="code min-h-8 resize-none py-[5px] text-sm wrap-anywhere"
              onChange={(event) => {
                setText(event.target.value);
                setWasTried(false);
              }}
              onKeyDown={(event) => {
                if (event.key !== "Enter" || event.shiftKey || parsed.kind === "servers") return;
                event.preventDefault();
                submit();
              }}
            />
          )}
        </Field>
        {parsed.kind !== "servers" && (
          <Button type="submit" variant="primary" icon={<Plug />} isBusy={isBusy} className="sm:mt-6">
            Connect
          </Button>
        )}
      </div>
      {takesFiles && parsed.kind === "empty" && (
        <div className="-mt-1">
          <SettingsFileButton onText={setText} />
        </div>
      )}
      {parsed.kind === "servers" ? (
        <PastedServers
          servers={parsed.servers}
          isBusy={isBusy}
          onConnect={(inputs) => void connect(inputs).catch(() => undefined)}
        />
      ) : (
        <details className="group">
          <summary className="inline-flex min-h-6 items-center gap-1.5 rounded-sm text-sm text-muted select-none hover:text-text [&::-webkit-details-marker]:hidden">
            <ChevronRight
              aria-hidden
              className="size-3.5 transition-transform duration-120 group-open:rotate-90"
            />
            <KeyRound aria-hidden className="size-3.5" />
            It needs a key
          </summary>
          <div className="mt-3 border-l-2 border-hairline pl-4">
            <CredentialFields draft={key} onChange={setKey} />
            <p className="mt-2 text-xs text-muted">
              Sealed before it is stored. It is sent to this server only.
            </p>
          </div>
        </details>
      )}
      {failure && (
        <ErrorPanel
          title="Not connected"
          cause={failure.message}
          next={failure.next}
          wasSent={failure.sent}
          requestId={failure.requestId}
          docs={failure.docs}
        />
      )}
    </form>
  );
}
