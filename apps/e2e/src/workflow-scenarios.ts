import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { axeViolations, openWindow } from "./browser.ts";
import { follow } from "./follow.ts";
import { shows } from "./scene.ts";
import type { SharedInstance } from "./shared-instance.ts";
import type { SignedInScene } from "./signed-in-scene.ts";
import { writeProgram } from "./write-program.ts";

/** What people do on the pages of workflows, in the window of a scene that other scenarios share. */
export function describeWorkflows(getScene: () => SignedInScene<SharedInstance>): void {
  describe("workflows", () => {
    let scene: SignedInScene<SharedInstance>;
    let page: Page;
    beforeAll(() => {
      scene = getScene();
      ({ page } = scene);
    });
    const button = (name: RegExp | string) => page.getByRole("main").getByRole("button", { name });
    const inDialog = (name: string) => page.getByRole("dialog").getByRole("button", { name, exact: true });
    const panel = () => page.getByRole("complementary", { name: "Run" });
    const ask = async (asker: Page, verb: string, input: object) => {
      const answer = await asker.request.post(`${scene.instance.url}/trpc/${verb}`, {
        data: input,
        headers: { origin: scene.instance.url },
      });
      const text = await answer.text();
      expect(text).toContain('"result"');
      return JSON.parse(text).result.data;
    };
    /** Why a button does nothing; null of one that does something. */
    const reasonOf = (guarded: Locator) =>
      guarded.evaluate((element) =>
        element.ariaDisabled === "true"
          ? document.getElementById(element.getAttribute("aria-describedby") ?? "")?.textContent
          : null,
      );

    it("begin as templates of the demo tools, whose types are right; one is published and run, its steps on the timeline", async () => {
      await follow(page, "/workflows");
      await shows(button("Use this: Returns become tickets"));
      expect(await axeViolations(page)).toEqual([]);
      await scene.shoot("workflows-empty");
      await button("Use this: Returns become tickets").click();
      await inDialog("Create draft").click();
      await page.waitForURL(/\/workflows\/returns-to-tickets/);
      await shows(page.getByText("Version 1 is a draft."));
      await button("Publish").click();
      await shows(page.getByText("Version 1 runs from now on"));
      for (const template of ["customer-turnover", "mail-after-approval"]) {
        await follow(page, `/workflows?create=true&template=${template}`);
        await inDialog("Create draft").click();
        await page.waitForURL(new RegExp(`/workflows/${template}`));
        await button("Publish").click();
        await shows(page.getByText("Version 1 runs from now on"));
        expect(await page.getByText(/its types have/).count()).toBe(0);
        if (template === "mail-after-approval") {
          expect(await page.getByLabel("Signing secret").inputValue()).toMatch(/^whsec_/);
          await inDialog("I have stored them").click();
        }
      }
      await follow(page, "/workflows/returns-to-tickets?start=true");
      await inDialog("Run").click();
      await shows(panel().getByText("Succeeded"));
      await shows(
        panel()
          .getByRole("button", { name: /^ticket for ord_/ })
          .first(),
      );
      await scene.shoot("workflow-run");
      await panel()
        .getByRole("button", { name: /^read the returns/ })
        .click();
      const address = page.url();
      await panel().getByRole("button", { name: "Run again from here" }).click();
      await page.waitForURL((url) => url.href !== address && !url.href.includes("inner"));
      await shows(panel().getByText("Succeeded"));
    });

    it("what is changed is named and kept until it is published; an earlier version comes back", async () => {
      await follow(page, "/workflows/returns-to-tickets?tab=settings");
      await page.getByLabel("Description").fill("Tickets for returns");
      await shows(page.getByText("Not saved: description"));
      await page.getByRole("link", { name: "Activity" }).click();
      await shows(page.getByRole("dialog", { name: "Leave without saving?" }));
      await inDialog("Cancel").click();
      // Somebody else was faster: nothing is saved over theirs before it was seen.
      await ask(page, "workflow.deploy", { name: "returns-to-tickets", code: "return 'theirs';" });
      const choice = page.getByRole("alert").filter({ hasText: "made version 2" });
      await shows(choice);
      expect(await reasonOf(button("Publish"))).toMatch(/Choose first/);
      await choice.getByRole("button", { name: "See what differs" }).click();
      await shows(choice.getByRole("region", { name: "Program" }).getByText("return 'theirs';"));
      expect(await axeViolations(page)).toEqual([]);
      await scene.shoot("workflow-overtaken");
      // Nothing of one's own goes without a way back.
      await choice.getByRole("button", { name: "Take theirs" }).click();
      await choice.waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Undo" }).click();
      await choice.getByRole("button", { name: "Keep mine" }).click();
      await shows(page.getByText("Not saved: program, description"));
      await button("Publish").click();
      await shows(page.getByText("Version 3 runs from now on"));
      await page.getByRole("tab", { name: /Versions/ }).click();
      await shows(page.getByRole("region", { name: "Settings" }).getByText("Tickets for returns"));
      await scene.shoot("workflow-versions");
      await button("Roll back to version 1").click();
      await inDialog("Roll back").click();
      const lines = page.getByRole("list", { name: "Versions" }).getByRole("listitem");
      await shows(lines.filter({ hasText: "Version 1" }).getByText("published", { exact: true }));
      // What was rolled back ran once, and is not what is changed further.
      await shows(lines.filter({ hasText: "Version 2" }).getByText(/ran from/));
      expect(await page.getByText("draft", { exact: false }).count()).toBe(0);
      expect(await axeViolations(page)).toEqual([]);
    });

    it("a run asks its question in its own words, is paused and resumed where its list does not show it, and goes on by the answer", async () => {
      await follow(page, "/workflows/mail-after-approval?start=true");
      // The first field has the focus.
      await page
        .getByRole("dialog")
        .getByLabel(/^orderId/)
        .and(page.locator(":focus"))
        .fill("ord_1060");
      await inDialog("Run").click();
      const question = panel().getByRole("article", { name: /^Tell .* about .*\?$/ });
      await shows(question.getByText('"order": "ord_1060"'));
      const address = page.url();
      await follow(page, "/approvals");
      const card = page.getByRole("article", { name: /^Tell .* about .*\?$/ });
      await shows(card.getByRole("link", { name: "mail-after-approval" }));
      await card.getByRole("link", { name: "Open the run" }).click();
      await page.waitForURL(address);
      await follow(page, `${address}&trigger=schedule`);
      await shows(page.getByText("No run fits these filters."));
      await panel().getByRole("button", { name: "Pause" }).click();
      await shows(panel().getByText("It is paused"));
      expect(await axeViolations(page)).toEqual([]);
      await scene.shoot("workflow-question");
      await panel().getByRole("button", { name: "Resume" }).click();
      await panel().getByText("It is paused").waitFor({ state: "detached" });
      await question.getByRole("button", { name: "Deny" }).click();
      await shows(panel().getByText("Failed", { exact: true }));
      await panel().getByRole("button", { name: "Put aside" }).click();
      await page.getByRole("button", { name: "Undo" }).click();
      await shows(page.getByText("To look at (1)"));
      await panel().getByRole("button", { name: "Put aside" }).click();
      await panel().getByRole("button", { name: "Put aside" }).waitFor({ state: "detached" });
      await shows(page.getByText("To look at (0)"));
    });

    it("schedules show their next times, a webhook its new secret once; paused, it says so in the list", async () => {
      await follow(page, "/workflows/mail-after-approval?tab=triggers");
      await button("New address and secret").click();
      await inDialog("Make new ones").click();
      expect(await page.getByLabel("Signing secret").inputValue()).toMatch(/^whsec_/);
      await inDialog("I have stored them").click();
      await button("Add schedule").click();
      await page.getByLabel("When").fill("not a time");
      await shows(page.getByText(/The schedule "not a time" in .* cannot be read/));
      await page.getByLabel("When").fill("0 9 * * 1");
      await shows(page.getByRole("region", { name: "Next runs of schedule 1" }).getByText(/Mon/).first());
      await scene.shoot("workflow-triggers");
      const code = page.getByRole("region", { name: "From code" });
      await code.getByText("CLI", { exact: true }).click();
      await shows(code.getByText(`npx patchops workflows run mail-after-approval --input '{"orderId":""}'`));
      await button("Discard").click();
      await button("Pause").click();
      await inDialog("Pause workflow").click();
      await shows(page.getByRole("region", { name: "Paused" }));
      await follow(page, "/workflows");
      await shows(page.getByRole("row").filter({ hasText: "mail-after-approval" }).getByText("Paused"));
      await scene.shoot("workflows");
    });

    it("a program of the playground becomes a draft", async () => {
      await follow(page, "/playground");
      await shows(page.locator(".cm-content"));
      await writeProgram(page, "return 7;");
      await page.getByRole("button", { name: "Save as workflow" }).click();
      await page.getByRole("dialog").getByLabel("Name").fill("seven");
      await inDialog("Save draft").click();
      await page.waitForURL(/\/workflows\/seven/);
      await shows(page.locator(".cm-content").getByText("return 7;"));
    });

    it("says to members and viewers why they may not, and blocks what runs for somebody who left", async () => {
      const { context, page: bob, complaints } = await openWindow(scene.browser, scene.instance.url);
      const { link } = await ask(page, "invitation.create", { email: "bob@example.com" });
      const { userId } = await ask(bob, "account.signUp", {
        ...{ email: "bob@example.com", password: "correct horse battery" },
        invitation: new URL(link).hash.slice(1),
      });
      await ask(bob, "workflow.deploy", { name: "bobs", code: "return 1;", config: { tool: true } });
      const bobsButton = (name: string) => bob.getByRole("main").getByRole("button", { name, exact: true });

      // A member runs what is there, and changes what is their own.
      await bob.goto("/workflows/mail-after-approval?tab=triggers");
      await shows(bobsButton("Add schedule"));
      expect(await reasonOf(bobsButton("Add schedule"))).toMatch(/may change what runs for others\.$/);
      expect(await reasonOf(bobsButton("Run"))).toBeNull();
      await follow(bob, "/workflows/bobs?tab=triggers");
      await bobsButton("Add schedule").click();
      await shows(bob.getByText("Not saved: schedules"));
      await bobsButton("Discard").click();

      // A viewer reads all but what programs were given and answered.
      await ask(page, "member.setRole", { userId, role: "viewer" });
      await bob.goto("/workflows");
      await shows(bob.getByRole("row").filter({ hasText: "mail-after-approval" }));
      expect(await reasonOf(bobsButton("Create workflow"))).toMatch(/may make workflows/);
      await bob.getByRole("link", { name: "mail-after-approval" }).click();
      expect(await reasonOf(bobsButton("Run"))).toMatch(/may run workflows/);
      await bob.getByRole("tab", { name: /^Runs/ }).click();
      await shows(bob.getByText(/may read runs/));
      await bob.getByRole("tab", { name: /^Versions/ }).click();
      await shows(bob.getByRole("list", { name: "Versions" }));
      await bob.getByRole("tab", { name: "Triggers" }).click();
      await shows(bobsButton("Add schedule"));
      expect(await reasonOf(bobsButton("Add schedule"))).toMatch(/may change workflows/);
      expect(await axeViolations(bob)).toEqual([]);
      await bob.getByRole("tab", { name: "Settings" }).click();
      await shows(bob.getByLabel("Description"));
      expect(await bob.getByLabel("Description").isDisabled()).toBe(true);
      expect(await axeViolations(bob)).toEqual([]);
      await follow(bob, "/runs/00000000-0000-7000-8000-000000000000");
      await shows(bob.getByText(/may read runs/));
      expect(complaints.all).toEqual([]);
      await context.close();

      // Whoever publishes it after they have left frees it.
      await ask(page, "member.remove", { userId });
      await follow(page, "/workflows/bobs?tab=runs");
      const blocked = page.getByRole("region", { name: "Blocked" });
      await shows(blocked.getByText(/bob@example.com, for whom it runs, may not act here any more/));
      await shows(button("Run it now"));
      expect(await reasonOf(button("Run it now"))).toBe("It is blocked: publish a version first.");
      await scene.shoot("workflow-blocked");
      await blocked.getByRole("button", { name: "Publish version 1 in my name" }).click();
      await blocked.waitFor({ state: "detached" });
      expect(await reasonOf(button("Run it now"))).toBeNull();
    });
  });
}
