import type { PayloadStorage } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { formatCount } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { JsonViewer } from "../../ui/json-viewer/json-viewer.tsx";
import { Segments } from "../../ui/segments.tsx";
import { ToolAnswer } from "../tools/tool-answer.tsx";
import type { CallAnswer } from "./call-answer.ts";
import { Section } from "./section.tsx";

/** What was said in the call, when this instance keeps that and who looks may read it. */
export function CallPayload({ call }: { call: CallAnswer }) {
  const { impersonation } = useSession();
  if (!call.payload) {
    return (
      <Section title="Arguments and result">
        {impersonation === null ? <NotStored storage={call.payloadStorage} /> : <Withheld />}
      </Section>
    );
  }
  const { hiddenFields } = call.payload;
  return (
    <>
      <Section
        title="Arguments"
        end={hiddenFields > 0 && <Badge tone="warning">{formatCount(hiddenFields, "field")} hidden</Badge>}
      >
        <JsonViewer value={call.payload.arguments} label="Arguments" fileName={`${call.id}-arguments`} />
      </Section>
      <Result value={call.payload.result} fileName={`${call.id}-result`} />
    </>
  );
}

function Withheld() {
  return (
    <p className="rounded-lg border border-hairline px-3 py-2.5 text-sm text-muted">
      Withheld: who looks as somebody else sees how a call went, not what was said in it.
    </p>
  );
}

/** Why nothing is there, and for who may change that the way to do so. */
function NotStored({ storage }: { storage: PayloadStorage }) {
  const client = useQueryClient();
  const refusal = useRefusal("organization.setPayloadSettings", "turn it on");
  const turnOn = useMutation(
    trpc.organization.setPayloadSettings.mutationOptions({
      onSuccess: () => client.invalidateQueries({ queryKey: trpc.activity.get.queryKey() }),
    }),
  );
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-lg border border-hairline px-3 py-2.5 text-sm text-muted">
      <p className="flex-1">
        {storage.isOn
          ? `Not stored. What is said in calls is kept for ${storage.days} days, of at most 200 calls a second.`
          : "Not stored. Arguments and results of calls are kept only when an owner or admin turns that on; sizes and times are always kept."}
      </p>
      {!storage.isOn && refusal === undefined && (
        <Button disabled={turnOn.isPending} onClick={() => turnOn.mutate({ keepsPayloads: true })}>
          Turn on
        </Button>
      )}
      {turnOn.error && (
        <p role="alert" className="w-full text-xs text-error">
          {toErrorBody(turnOn.error).message}
        </p>
      )}
    </div>
  );
}

/** As people read it, or as it went over the wire. */
function Result({ value, fileName }: { value: unknown; fileName: string }) {
  const [form, setForm] = useState<"answer" | "json">("answer");
  if (value === null || value === undefined) {
    return (
      <Section title="Result">
        <p className="text-sm text-muted">There was none.</p>
      </Section>
    );
  }
  return (
    <Section
      title="Result"
      end={
        <Segments
          label="Show the result as"
          options={[
            { id: "answer", label: "Answer" },
            { id: "json", label: "JSON" },
          ]}
          value={form}
          onChange={setForm}
        />
      }
    >
      {form === "answer" ? (
        <ToolAnswer result={value} fileName={fileName} />
      ) : (
        <JsonViewer value={value} label="Result" fileName={fileName} />
      )}
    </Section>
  );
}
