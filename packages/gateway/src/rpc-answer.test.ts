import { parseMessage } from "@patchops/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { errorAnswer, resultAnswer } from "./rpc-answer.ts";

test("an id comes back as it was, whatever text or whole number it is", () => {
  const id = fc.oneof(fc.string({ unit: "binary" }), fc.maxSafeInteger());
  fc.assert(
    fc.property(id, fc.dictionary(fc.string(), fc.jsonValue()), (given, result) => {
      const { message } = parseMessage(JSON.stringify({ jsonrpc: "2.0", id: given, method: "ping" }));
      const read = "id" in message ? message.id : undefined;
      if (read === undefined || read === null) throw new Error("the id is gone");
      const answer = parseMessage(resultAnswer(read, result)).message;
      expect(answer).toEqual({ jsonrpc: "2.0", id: given, result });
      const refusal = parseMessage(errorAnswer(read, { code: -32_602, message: "no" })).message;
      expect("id" in refusal && refusal.id).toBe(given);
    }),
    { numRuns: 500 },
  );
});
