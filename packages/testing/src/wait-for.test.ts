import { expect, test } from "vitest";
import { waitFor } from "./wait-for.ts";

test("answers the first truthy value and takes an error for not yet", async () => {
  let asked = 0;
  const answer = await waitFor(() => {
    asked += 1;
    if (asked === 1) throw new Error("not yet");
    return asked === 3 ? "there" : undefined;
  });
  expect(answer).toBe("there");
});

test("gives up with the last error as the cause", async () => {
  const refused = new Error("refused");
  const given = waitFor(() => Promise.reject(refused), { timeoutMs: 20 });
  await expect(given).rejects.toMatchObject({ cause: refused });
});
