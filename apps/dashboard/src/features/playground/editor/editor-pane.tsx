import { lazy, Suspense } from "react";
import type { CodeEditorProps } from "./code-editor.tsx";

const CodeEditor = lazy(() => import("./code-editor.tsx").then((module) => ({ default: module.CodeEditor })));

/** The editor; until its chunk is here its text stands in the same place. */
export function EditorPane(props: CodeEditorProps) {
  return (
    <Suspense
      fallback={
        <pre className="code h-full overflow-hidden py-2 pl-12 text-sm/5 text-muted" aria-busy>
          {props.code}
        </pre>
      }
    >
      <CodeEditor {...props} />
    </Suspense>
  );
}
