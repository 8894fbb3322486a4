interface Interleaving {
  count: number;
  run(given: {
    organizationId: string;
    code: string;
    input: unknown;
    /** Answers each call of this run. */
    answer: () => string;
  }): Promise<{ result?: unknown }>;
}

export interface InterleaveReport {
  failed: number;
  /** Runs that saw what another one, or the other organization, has left or was told. */
  crossed: number;
}

const lanes = 12;
const organizations = ["01900000-0000-7000-8000-00000000000a", "01900000-0000-7000-8000-00000000000b"];

/** Leaves its mark wherever it can, and answers whose marks it found. */
const code = `
  const found = [globalThis.mark, Object.prototype.mark, console.mark, Array.prototype.mark, Symbol.for("mark").mark, Math.mark];
  const mine = input.mark;
  globalThis.mark = Object.prototype.mark = console.mark = Array.prototype.mark = Math.mark = mine;
  const told = await Promise.all([1, 2, 3].map(() => tools.a.b({ mine })));
  await new Promise((resolve) => setTimeout(resolve, input.waitMs));
  console.log(mine);
  return [...found.filter((each) => each !== undefined), ...told, globalThis.mark, mine];`;

/** Runs programs of two organizations in turns, many at once, and counts those that noticed another one. */
export async function interleaveRuns({ count, run }: Interleaving): Promise<InterleaveReport> {
  let started = 0;
  let failed = 0;
  let crossed = 0;
  async function lane(): Promise<void> {
    while (started < count) {
      started += 1;
      const organizationId = organizations[started % organizations.length] ?? "";
      const mark = `${organizationId}/${started}`;
      const input = { mark, waitMs: started % 3 };
      const { result } = await run({ organizationId, code, input, answer: () => JSON.stringify(mark) });
      if (!Array.isArray(result) || result.length < 5) failed += 1;
      else if (result.length !== 5 || result.some((each) => each !== mark)) crossed += 1;
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane));
  return { failed, crossed };
}
