import { useCallback, useEffect, useRef, useState } from "react";
import type { JsonSchema } from "../../ui/schema/json-schema.ts";
import { askLanguage } from "./editor/type-check/ask-language.ts";

/** After so long without a change the program is read again. */
const pauseMs = 300;

/**
 * The JSON Schema of the type that a program gives its `input`; undefined where it gives none. `isKnown`: it was
 * asked for already. `read` is told of each change.
 */
export function useInputSchema(firstCode: string, declarations: string | undefined) {
  const [schema, setSchema] = useState<JsonSchema>();
  const [isKnown, setIsKnown] = useState(false);
  const code = useRef(firstCode);
  const asked = useRef(0);

  const ask = useCallback(async () => {
    asked.current += 1;
    const turn = asked.current;
    if (declarations === undefined) return;
    // Most programs take no input: for them the compiler need not be fetched.
    const answer = /\binput\b|\bexport\s+default\b/.test(code.current)
      ? await askLanguage({ ask: "inputSchema", code: code.current, declarations })
      : {};
    if (turn !== asked.current) return;
    setIsKnown(true);
    const next = answer.schema ?? undefined;
    // One of the same content stays the same object, so that a form in use is not built anew.
    setSchema((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
  }, [declarations]);

  useEffect(() => {
    void ask();
  }, [ask]);

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const read = (text: string) => {
    code.current = text;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void ask(), pauseMs);
  };
  return { schema, isKnown, read };
}
