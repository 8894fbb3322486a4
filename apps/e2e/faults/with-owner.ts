import pg from "pg";

/** Works on an instance's database as its owner, beside it: row security does not hold for them. */
export async function withOwner<T>(
  connectionString: string,
  work: (owner: pg.Client) => Promise<T>,
): Promise<T> {
  const owner = new pg.Client({ connectionString });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}
