import { type AbuseEnd, abuseKinds } from "./abuse-kinds.ts";

export interface AbuseProgram {
  name: string;
  code: string;
  /** How it may end. */
  ends: readonly AbuseEnd[];
  /** Its CPU time alone ends it, so a small limit does. */
  isOfTimeAlone: boolean;
}

/** Where the harm is done. The body is a function `bomb` by then. */
const settings: Record<string, { code: string; isSync?: true; isError?: true }> = {
  "at once": { code: "return await bomb()" },
  "after an awaited call": { code: "await tools.a.b(); return await bomb()" },
  "in a getter": { code: "return { get value() { return bomb() } }", isSync: true },
  "in a thenable": { code: "return await { then(done) { done(bomb()) } }" },
  "in toJSON": { code: "return { toJSON() { return bomb() } }", isSync: true },
  "in a timer": { code: "return await new Promise((done) => setTimeout(() => done(bomb()), 1))" },
  "in an error": {
    code: "const error = new Error('x'); Object.defineProperty(error, 'message', { get: () => bomb() }); throw error",
    isSync: true,
    isError: true,
  },
};

/** Each kind in each setting, in the order of kinds: the programs that a sandbox has to outlive. */
export function abusePrograms(): AbuseProgram[] {
  return abuseKinds.flatMap(({ name, body, ends }) => {
    const isAsync = /\bawait\b/.test(body);
    return Object.entries(settings).map(([setting, { code, isSync, isError }]) => {
      const all = new Set<AbuseEnd>(ends);
      // What a bomb answers, or waits for, nobody looks at there.
      if (isError) all.add("failed").delete("succeeded");
      else if (isSync && isAsync) all.add("succeeded");
      // A getter's or toJSON's answer is taken as it is: a thenable or a function in it is no JSON, and left out.
      return {
        name: `${name} ${setting}`,
        code: `const bomb = ${isAsync ? "async " : ""}() => { ${body} };\n${code}`,
        ends: [...all],
        isOfTimeAlone: ends.length === 1 && ends[0] === "timed_out",
      };
    });
  });
}
