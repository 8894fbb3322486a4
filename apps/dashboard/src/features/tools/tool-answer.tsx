import { cn } from "../../ui/cn.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { JsonViewer } from "../../ui/json-viewer/json-viewer.tsx";
import { isObject } from "../../ui/schema/json-schema.ts";
import { VisibleText } from "../../ui/visible-text.tsx";
import { readBlocks } from "./read-blocks.ts";

export interface ToolAnswerProps {
  /** Of `tools/call`, as it arrived. */
  result: unknown;
  /** Of a download, without its ending. */
  fileName: string;
  maxHeightPx?: number;
}

/** What a tool answered, as people read it: the structured value, else its texts and images, else the JSON. */
export function ToolAnswer({ result, fileName, maxHeightPx = 480 }: ToolAnswerProps) {
  const shared = { label: "Result", fileName, maxHeightPx };
  const answer = isObject(result) ? result : {};
  if (answer.structuredContent !== undefined) {
    return <JsonViewer value={answer.structuredContent} {...shared} />;
  }
  const blocks = readBlocks(answer.content);
  if (!blocks) return <JsonViewer value={result} {...shared} />;
  const only = blocks.length === 1 ? blocks[0] : undefined;
  // Long texts and those that look like JSON are read in a worker.
  if (only?.kind === "text" && (only.text.length > 20_000 || /^\s*[[{]/.test(only.text))) {
    return <JsonViewer text={only.text} {...shared} />;
  }
  return (
    <div className="flex flex-col gap-2">
      {blocks.map((block, index) =>
        block.kind === "text" ? (
          <TextBlock key={index} text={block.text} isError={answer.isError === true} />
        ) : (
          <img
            key={index}
            src={block.source}
            alt="Part of the answer"
            className="max-h-80 max-w-full self-start rounded-lg border border-hairline bg-surface object-contain"
          />
        ),
      )}
    </div>
  );
}

function TextBlock({ text, isError }: { text: string; isError: boolean }) {
  return (
    <div
      className={cn(
        "relative rounded-lg border py-2.5 pr-10 pl-3 text-sm whitespace-pre-wrap wrap-anywhere",
        isError ? "border-error/30 bg-error-tint" : "border-hairline bg-surface",
      )}
    >
      <VisibleText>{text}</VisibleText>
      <CopyButton text={text} className="absolute top-2 right-2" />
    </div>
  );
}
