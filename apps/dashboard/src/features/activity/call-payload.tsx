import { useState } from "react";
import { formatCount } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import { JsonViewer } from "../../ui/json-viewer/json-viewer.tsx";
import { Segments } from "../../ui/segments.tsx";
import { ToolAnswer } from "../tools/tool-answer.tsx";
import type { CallAnswer } from "./call-answer.ts";
import { Section } from "./section.tsx";

/** What was said in the call, when this instance keeps that. */
export function CallPayload({ call }: { call: CallAnswer }) {
  if (!call.payload) {
    return (
      <Section title="Arguments and result">
        <p className="rounded-lg border border-hairline px-3 py-2.5 text-sm text-muted">
          Not stored. This instance keeps what was said in a call only while nobody but its own machine can
          reach it, of at most 200 calls a second, and only for some days. Sizes and times are always kept.
        </p>
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
