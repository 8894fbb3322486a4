import { connectOwner } from "./connect-owner.ts";

/** A fact that an instance keeps of itself, read before anything is prepared; undefined in a database without it. */
export async function readInstanceFact(ownerConnectionString: string, key: string): Promise<unknown> {
  const owner = await connectOwner(ownerConnectionString);
  try {
    const table = await owner.query("select to_regclass('public.instance_facts') is not null as found");
    if (table.rows[0]?.found !== true) return undefined;
    const facts = await owner.query("select value from public.instance_facts where key = $1", [key]);
    return facts.rows[0]?.value;
  } finally {
    await owner.end();
  }
}
