import { stripTypeScriptTypes } from "node:module";
import type { Row } from "../report.ts";
import { distribution } from "./distribution.ts";
import { withSandbox } from "./setting.ts";

const part = (index: number) => `interface Row${index} { id: number; name?: string }
async function load${index}(input: Row${index}): Promise<Row${index}[]> {
  const rows = await tools.github.list_issues({ id: input.id });
  return rows.filter((row: Row${index}) => row.id > ${index});
}
`;

interface Times {
  strip: number[];
  stripAfterRuns: number[];
  first: number[];
  again: number[];
}

/**
 * The strip of 100 lines by itself, and what such a program costs more the first time: types stripped, parsed, wrapped, over
 * to the thread and back.
 */
export function benchCompile(): Promise<Row[]> {
  return withSandbox({}, async (run) => {
    const body = Array.from({ length: 20 }, (_, index) => part(index)).join("");
    const times: Times = { strip: [], stripAfterRuns: [], first: [], again: [] };
    for (let index = 0; index < 150; index += 1) {
      const code = `// ${index}\n${body}return load1.length;`;
      // The first one finds the processor's caches full of the runs before it.
      for (const kind of ["stripAfterRuns", "strip"] as const) {
        const begunMs = performance.now();
        // As the sandbox does it.
        stripTypeScriptTypes(`(async()=>{${code}// ${kind}\n})`, { mode: "strip" });
        if (index >= 50) times[kind].push(performance.now() - begunMs);
      }
      for (const kind of ["first", "again"] as const) {
        const startedMs = performance.now();
        const { status } = await run(code);
        if (status !== "succeeded") throw new Error(`a run ended ${status}`);
        // The first programs warm the thread.
        if (index >= 50) times[kind].push(performance.now() - startedMs);
      }
    }
    const again = distribution(times.again).p50;
    return [
      {
        name: "strip of 100 lines",
        value: distribution(times.strip).p50,
        unit: "ms",
        note: `types to blanks, positions stay; one after another, and ${distribution(times.stripAfterRuns).p50.toFixed(2)} ms right after a run`,
        atMost: 0.5,
      },
      {
        name: "a program of 100 lines, its first run more",
        value: distribution(times.first).p50 - again,
        unit: "ms",
        note: `with parse and thread; the same program again ${again.toFixed(2)} ms`,
      },
    ];
  });
}
