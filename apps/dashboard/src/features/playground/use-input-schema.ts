import { useCallback, useEffect, useRef, useState } from "react";
import type { JsonSchema } from "../../ui/schema/json-schema.ts";
import { askLanguage } from "./editor/type-check/ask-language.ts";

/** After so long without a change the program is read again. */
const pauseMs = 300;

/** Most programs take no input: for them the compiler need not be fetched. */
const mayTakeInput = /\binput\b|\bexport\s+default\b/;

/**
 * The JSON Schema of the type that a program gives its `input`; undefined where it gives none. `isReading`: what it gives now is not
 * known yet. `read` is told of each change. `declarations`: null where they cannot be had.
 */
export function useInputSchema(firstCode: string, declarations: string | undefined | null) {
  const [schema, setSchema] = useState<JsonSchema>();
  const [isUnread, setIsUnread] = useState(mayTakeInput.test(firstCode));
  const code = useRef(firstCode);
  const asked = useRef(0);

  const ask = useCallback(async () => {
    asked.current += 1;
    const turn = asked.current;
    if (typeof declarations !== "string") return;
    const answer = mayTakeInput.test(code.current)
      ? await askLanguage({ ask: "inputSchema", code: code.current, declarations })
      : {};
    if (turn !== asked.current) return;
    setIsUnread(false);
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
    setIsUnread(mayTakeInput.test(text));
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void ask(), pauseMs);
  };
  return { schema, isReading: isUnread && declarations !== null, read };
}
