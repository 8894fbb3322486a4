import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Those of whole instances first: the other leaves smaller pieces for the end. */
const projects = ["e2e", "parts"];

/** Files of 15 s and more, the longest first: one that came last would run alone while the other workers have nothing left. */
const longest = [
  "apps/e2e/src/acceptance-playground.test.ts",
  "apps/e2e/src/faults.test.ts",
  "apps/e2e/src/public-instance.test.ts",
  "apps/e2e/src/accounts.test.ts",
  "apps/e2e/src/browser.test.ts",
  "apps/e2e/src/docs.test.ts",
  "apps/e2e/src/acceptance-activity.test.ts",
  "apps/e2e/src/cross-era/matrix.test.ts",
  "apps/e2e/src/conformance-client.test.ts",
  "apps/e2e/src/acceptance-frame.test.ts",
  "apps/e2e/src/people.test.ts",
  "apps/e2e/src/sign-in.test.ts",
  "apps/e2e/src/provider-login.test.ts",
  "apps/e2e/src/acceptance-connections.test.ts",
  "apps/e2e/src/acceptance-profiles.test.ts",
  "apps/e2e/src/mail.test.ts",
  "apps/e2e/src/billing.test.ts",
  "apps/e2e/src/conformance/conformance.test.ts",
  "apps/e2e/src/life.test.ts",
  "apps/e2e/src/client-sign-in.test.ts",
  "apps/e2e/src/docs-pages.test.ts",
  "apps/e2e/src/cli.test.ts",
  "apps/e2e/src/catalog.test.ts",
  "apps/e2e/src/sign-in-programs.test.ts",
  "packages/services/src/admin/master-key/master-key.test.ts",
  "packages/db/src/embedded/start-embedded-postgres.test.ts",
  "packages/sandbox/src/abuse.test.ts",
  "packages/sandbox/src/waiting.test.ts",
  "packages/db/src/copy/restore-database.test.ts",
  "packages/services/src/execution/workflow/triggers.test.ts",
  "packages/services/src/execution/workflow/stopped-runs.test.ts",
  "packages/upstream/src/eras.test.ts",
  "packages/sdk/src/package.test.ts",
  "packages/services/src/execution/workflow/workflow.test.ts",
  "apps/cli/src/commands.test.ts",
  "packages/services/src/execution/end.test.ts",
  "packages/services/src/sample/sample.test.ts",
  "apps/cli/src/access-commands.test.ts",
];

/** Projects stay together; within each the longest files begin, whether an earlier run was timed or not. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((path) => moduleId.endsWith(path));
      return found < 0 ? longest.length : found;
    };
    const projectPlace = ({ project }: TestSpecification) => projects.indexOf(project.name);
    return sorted.sort((a, b) => projectPlace(a) - projectPlace(b) || place(a) - place(b));
  }
}
