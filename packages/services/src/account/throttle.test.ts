import { AppError } from "@patchops/contract";
import { expect, test } from "vitest";
import { openTestServices } from "../testing/open-test-services.ts";
import { testVisit } from "../testing/people.ts";
import { countLoginTry, forgetLoginFailures, forgiveLoginTry } from "./throttle.ts";

const { services } = await openTestServices();

test("tries, successes and resets of one account on many nodes never wait for each other in a circle", async () => {
  const email = "ada@example.com";
  const tries = Array.from({ length: 90 }, async (_, index) => {
    const visit = testVisit(services, { address: `198.51.100.${index % 3}` });
    try {
      await countLoginTry(visit, email);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
    await services.database.transaction((trx) =>
      index % 9 === 0 ? forgetLoginFailures(trx, email) : forgiveLoginTry(trx, visit, email),
    );
  });
  const failed = (await Promise.allSettled(tries)).filter(({ status }) => status === "rejected");
  expect(failed).toEqual([]);
});
