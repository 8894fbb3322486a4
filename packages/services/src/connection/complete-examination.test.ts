import { startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openLiveServices } from "../testing/open-live-services.ts";
import { testPerson } from "../testing/people.ts";
import {
  addConnection,
  completeExamination,
  getConnection,
  removeConnection,
  updateConnection,
} from "./index.ts";

const { services, sentJobs } = await openLiveServices();
const fixture = await startMcpFixture();
afterAll(() => fixture.close());

test("what sets a connection to connecting leaves a job that brings it to an end, if nobody else did", async () => {
  const { context, organizationId, userId } = await testPerson(services, "ann");
  const { id } = await addConnection(context, { name: "shop", target: { kind: "http", url: fixture.url } });
  await updateConnection(context, { connection: id, isPaused: true });
  await updateConnection(context, { connection: id, isPaused: false });
  expect(sentJobs).toHaveLength(2);
  const [added, resumed] = sentJobs.flatMap((job) =>
    job.name === "connection-examination" ? [job.data] : [],
  );
  if (added === undefined || resumed === undefined) throw new Error("no jobs");
  expect(added).toMatchObject({ organizationId, connectionId: id, ownerId: userId });

  // As if the process had died over the second examination.
  await services.database.system
    .updateTable("connections")
    .set({ status: "connecting", statusAt: resumed.statusAt })
    .where("id", "=", id)
    .execute();
  await completeExamination(services, added);
  expect((await getConnection(context, { connection: id })).status).toBe("connecting");
  await completeExamination(services, resumed);
  expect(await getConnection(context, { connection: id })).toMatchObject({
    status: "ready",
    statusReason: null,
  });

  const dials = fixture.requests.length;
  await completeExamination(services, resumed);
  await removeConnection(context, { connection: id });
  await completeExamination(services, resumed);
  expect(fixture.requests.length).toBe(dials);
});
