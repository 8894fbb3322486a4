export interface Block {
  /** In the file, from 1. */
  line: number;
  language: string;
  isRun: boolean;
  /** The name under which the block is saved before it runs. */
  file: string | undefined;
  text: string;
  /** The `output` block below it; undefined = whatever it prints is right. */
  expected: string | undefined;
}

/** The fenced blocks of a page: ```` ```sh run ````, ```` ```ts run file=program.ts ````, ```` ```output ````. */
export function readBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  let end = 0;
  for (const match of markdown.matchAll(/^```([^\n`]*)\n(.*?)^```$/gms)) {
    const [whole, info = "", text = ""] = match;
    const [language = "", ...words] = info.trim().split(/\s+/);
    const between = markdown.slice(end, match.index);
    end = match.index + whole.length;
    const previous = blocks.at(-1);
    if (language === "output" && previous !== undefined && between.trim() === "") {
      previous.expected = text;
      continue;
    }
    blocks.push({
      line: markdown.slice(0, match.index).split("\n").length,
      language,
      isRun: words.includes("run"),
      file: words.find((word) => word.startsWith("file="))?.slice("file=".length),
      text,
      expected: undefined,
    });
  }
  return blocks;
}
