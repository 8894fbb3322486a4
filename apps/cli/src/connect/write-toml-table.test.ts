import { expect, test } from "vitest";
import { writeTomlTable } from "./write-toml-table.ts";

const url = "http://127.0.0.1:3000/mcp";
const table = `[mcp_servers.patchops]\nurl = "${url}"\nbearer_token_env_var = "PATCHOPS_API_KEY"\n`;
const write = (text: string) => writeTomlTable(text, ["mcp_servers", "patchops"], table);

test("an empty file, and one with settings of others", () => {
  expect(write("")).toBe(table);
  expect(write('model = "x" # mine\n')).toBe(`model = "x" # mine\n\n${table}`);
});

test("our table is replaced where it stands, and writing twice changes nothing", () => {
  const before = `model = "x"\n\n[mcp_servers.patchops]\nurl = "http://old/mcp"\n\n[mcp_servers.patchops.tools]\na = 1\n\n[other]\nb = 2\n`;
  const after = write(before);
  expect(after).toBe(`model = "x"\n\n${table}\n[mcp_servers.patchops.tools]\na = 1\n\n[other]\nb = 2\n`);
  expect(write(after)).toBe(after);
});

test("a table with a name like ours is another's", () => {
  const other = '[mcp_servers.patchops-two]\nurl = "x"\n';
  expect(write(other)).toBe(`${other}\n${table}`);
});
