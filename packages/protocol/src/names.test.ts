import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeName } from "./code-name.ts";
import { exposedName } from "./exposed-name.ts";

// The same cases in every run: what a search of chance finds belongs to no one who only wants to know whether all is well.
fc.configureGlobal({ seed: 20_261_126 });

const anyText = fc.string({ unit: "binary", maxLength: 120 });

describe("exposedName", () => {
  it("is slug and tool where that is allowed as it stands", () => {
    expect(exposedName({ connectionSlug: "linear", originalName: "list_issues" })).toBe("linear_list_issues");
    expect(exposedName({ connectionSlug: "my-server", originalName: "get-sum" })).toBe("my-server_get-sum");
  });

  it("keeps look-alikes and names with the separator in them apart", () => {
    const pairs = [
      ["a", "b_c"],
      ["a_b", "c"],
      ["a", "send_mаil"],
      ["a", "send_mail"],
      ["a", "send.mail"],
      ["a", "send/mail"],
      ["a", "send__mail"],
    ] as const;
    const taken = new Set<string>();
    for (const [connectionSlug, originalName] of pairs) {
      const name = exposedName({ connectionSlug, originalName, taken });
      expect(taken.has(name)).toBe(false);
      taken.add(name);
    }
    expect(taken).toContain("a_send_mail");
  });

  it("is always allowed, short, and the same for the same tool", () => {
    fc.assert(
      fc.property(anyText, anyText, (connectionSlug, originalName) => {
        const name = exposedName({ connectionSlug, originalName });
        expect(name).toMatch(/^[a-zA-Z_][a-zA-Z0-9_-]{0,39}$/);
        expect(exposedName({ connectionSlug, originalName })).toBe(name);
      }),
    );
  });

  it("gives distinct names to distinct tools, in whatever order they come", () => {
    const tools = fc.uniqueArray(fc.tuple(anyText, anyText), { selector: (pair) => JSON.stringify(pair) });
    fc.assert(
      fc.property(tools, (pairs) => {
        const taken = new Set<string>();
        for (const [connectionSlug, originalName] of pairs) {
          taken.add(exposedName({ connectionSlug, originalName, taken }));
        }
        expect(taken.size).toBe(pairs.length);
      }),
    );
  });
});

describe("codeName", () => {
  it("is the identifier form", () => {
    expect(codeName("my-server")).toBe("my_server");
    expect(codeName("get-sum", new Set(["get_sum"]))).toBe("get_sum_2");
    expect(codeName("get.sum", new Set(["get_sum", "get_sum_2"]))).toBe("get_sum_3");
    expect(codeName("2fa")).toBe("_2fa");
    expect(codeName("")).toBe("_");
  });

  it("never hides what JavaScript asks objects for", () => {
    expect(["then", "constructor", "__proto__", "prototype", "toJSON"].map((name) => codeName(name))).toEqual(
      ["then_", "constructor_", "__proto___", "prototype_", "toJSON_"],
    );
  });

  it("is always an identifier, and distinct among its siblings", () => {
    fc.assert(
      fc.property(fc.array(anyText), (names) => {
        const taken = new Set<string>();
        for (const name of names) {
          const code = codeName(name, taken);
          expect(code).toMatch(/^[A-Za-z_$][\w$]*$/);
          taken.add(code);
        }
        expect(taken.size).toBe(names.length);
      }),
    );
  });
});
