import { useState } from "react";
import { CodeBlock } from "../../ui/code-block.tsx";
import type { JsonSchema } from "../../ui/schema/json-schema.ts";
import { Segments } from "../../ui/segments.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { leastInput, startSnippets } from "./start-snippets.ts";

export interface CodeTriggersProps {
  name: string;
  inputSchema: JsonSchema | null;
}

/** How other programs, the SDK and the command line start it: ready to be copied. */
export function CodeTriggers({ name, inputSchema }: CodeTriggersProps) {
  const [id, setId] = useState<(typeof startSnippets)[number]["id"]>("program");
  const chosen = startSnippets.find((each) => each.id === id) ?? startSnippets[0];
  return (
    <section aria-label="From code" className="flex flex-col gap-3">
      <h2 className="text-base font-medium">From code</h2>
      <Segments label="Started by" options={startSnippets} value={id} onChange={setId} />
      <CodeBlock
        code={chosen.make({ url: window.location.origin, name, input: leastInput(inputSchema) })}
        isWrapped
      />
      <p className="text-xs text-muted">
        {id === "program" ? (
          "In the playground or in another workflow; its failure is thrown there."
        ) : (
          <>
            With an{" "}
            <TextLink to="/settings/keys" className="underline">
              API key
            </TextLink>{" "}
            that may run code.
          </>
        )}
      </p>
    </section>
  );
}
