import { expect, test } from "vitest";
import { openTestServices } from "../testing/open-test-services.ts";
import { testVisit } from "../testing/people.ts";
import { countLoginTry, forgetLoginFailures, forgiveLoginTry } from "./throttle.ts";

const { services } = await openTestServices();
const visit = testVisit(services);
const email = "ada@example.com";

async function tryOnce(): Promise<void> {
  await countLoginTry(visit, email);
  await services.database.transaction((trx) => forgiveLoginTry(trx, visit, email));
}

function reset(): Promise<void> {
  return services.database.transaction((trx) => forgetLoginFailures(trx, email));
}

test("tries, successes and resets of one account never wait for each other in a circle, whatever node they are on", async () => {
  for (let round = 0; round < 10; round++) {
    // As many as stay below the limit; on one node they would come one after the other.
    await Promise.all([...Array.from({ length: 9 }, tryOnce), reset()]);
  }
  const left = await services.database.transaction((trx) =>
    trx.selectFrom("loginAttempts").select("failures").where("failures", ">", 0).execute(),
  );
  expect(left).toEqual([]);
});
