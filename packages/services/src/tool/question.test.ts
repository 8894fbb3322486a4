import type { ToolQuestion } from "@patchops/contract";
import { waitFor } from "@patchops/testing";
import { expect, test } from "vitest";
import { apiPromptSession, getPromptSession } from "../promptsession/index.ts";
import { testMember, testPerson } from "../testing/people.ts";
import { openUsageServices } from "../usage/test-usage.ts";
import { answerToolQuestion, personAtPage } from "./question.ts";

const { services } = await openUsageServices();
const ada = await testPerson(services, "ada");
const bob = await testMember(services, ada, "bob", "owner");
const viewer = await testMember(services, ada, "vera", "viewer");
const atPage = { ...ada.context, via: "dashboard" as const };
const form = { mode: "form", message: "Which one?", requestedSchema: { type: "object", properties: {} } };

async function askAda(params: Record<string, unknown>, signal = new AbortController().signal) {
  const asked: ToolQuestion[] = [];
  const ended: string[] = [];
  const promptSessionId = await apiPromptSession(atPage);
  const person = personAtPage(atPage, {
    promptSessionId,
    onQuestion: (question) => asked.push(question),
    onEnded: (id) => ended.push(id),
  });
  const answer = person.ask({ method: "elicitation/create", params }, signal);
  answer.catch(() => undefined);
  await waitFor(() => asked.length > 0);
  return { answer, question: asked[0] ?? { id: "", message: "" }, ended, promptSessionId };
}

test("a person's answer reaches the call that asked them; nobody else's does; the record says what they chose", async () => {
  const { answer, question, ended, promptSessionId } = await askAda(form);
  expect(question).toMatchObject({ message: "Which one?", requestedSchema: { type: "object" } });
  const { id } = question;
  await answerToolQuestion({ ...bob.context, via: "dashboard" }, { id, action: "decline" });
  await answerToolQuestion(atPage, { id, action: "accept", content: { which: "the red one" } });
  expect(await answer).toEqual({ action: "accept", content: { which: "the red one" } });
  expect(ended).toEqual([id]);
  const { timeline } = await getPromptSession(ada.context, { id: promptSessionId ?? "" });
  expect(timeline).toMatchObject([{ kind: "elicitation/create", subject: "form", outcome: "accept" }]);
  expect(JSON.stringify(timeline)).not.toContain("red");
});

test("a page to open comes with its address, and a question that is withdrawn ends", async () => {
  const leaving = new AbortController();
  const { answer, question, ended } = await askAda(
    { mode: "url", message: "Pay.", url: "https://example.com/pay" },
    leaving.signal,
  );
  expect(question).toMatchObject({ url: "https://example.com/pay" });
  leaving.abort();
  await expect(answer).rejects.toThrow("withdrawn");
  expect(ended).toEqual([question.id]);
});

test("a viewer answers nothing, and nothing but elicitations can be asked", async () => {
  const { question } = await askAda(form);
  await expect(
    answerToolQuestion({ ...viewer.context, via: "dashboard" }, { id: question.id, action: "decline" }),
  ).rejects.toMatchObject({ code: "forbidden" });
  const page = { promptSessionId: undefined, onQuestion: () => undefined, onEnded: () => undefined };
  const asking = personAtPage(atPage, page).ask(
    { method: "sampling/createMessage", params: {} },
    new AbortController().signal,
  );
  await expect(asking).rejects.toMatchObject({ code: -32601 });
});
