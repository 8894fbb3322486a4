import { describe, expect, it } from "vitest";
import { AppError, errorBody } from "./error.ts";

describe("errorBody", () => {
  it("writes a known error with what to do next", () => {
    const error = new AppError("needs_sign_in", "Linear needs a new key.", {
      sent: false,
      next: "Give it one.",
    });
    expect(errorBody(error, { requestId: "r1", publicUrl: "https://patchops.example.com" })).toEqual({
      code: "needs_sign_in",
      message: "Linear needs a new key.",
      retryable: false,
      sent: false,
      requestId: "r1",
      next: "Give it one.",
      docs: "https://patchops.example.com/docs/errors/needs_sign_in",
    });
  });

  it("never shows the text of an unknown error", () => {
    const body = errorBody(new Error("password=hunter2 at /srv/app.ts"), { requestId: "r2" });
    expect(body.code).toBe("internal");
    expect(JSON.stringify(body)).not.toContain("hunter2");
  });
});
