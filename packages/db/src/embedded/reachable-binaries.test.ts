import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findBinaries } from "./find-binaries.ts";
import { reachableBinaries } from "./reachable-binaries.ts";

test("whoever runs Postgres as themselves uses the installed binaries", async () => {
  expect(await reachableBinaries(undefined)).toBe(findBinaries().nativeDir);
});

// Only root can run something as somebody else.
if (process.getuid?.() === 0) {
  test("for the account in root's place, binaries behind closed doors are copied once, where nobody else can write", async () => {
    const parent = await mkdtemp(join(tmpdir(), "patchops binaries "));
    try {
      const closed = join(parent, "closed");
      const cacheDir = join(parent, "cache");
      await mkdir(closed, { mode: 0o700 });
      await mkdir(cacheDir);
      await chmod(parent, 0o755);
      // As an install under a strict umask leaves it; a stand-in, since the real one has 60 MB.
      await mkdir(join(closed, "native", "bin"), { mode: 0o700, recursive: true });
      await mkdir(join(closed, "native", "share"), { mode: 0o700 });
      await writeFile(
        join(closed, "native", "bin", "postgres"),
        '#!/bin/sh\ncat "$(dirname "$0")/../share/data"\n',
      );
      await chmod(join(closed, "native", "bin", "postgres"), 0o700);
      await writeFile(join(closed, "native", "share", "data"), "18", { mode: 0o600 });
      const installed = { nativeDir: join(closed, "native"), version: "1.2.3" };
      const nobody = { uid: 65534, gid: 65534 };

      const copies = await Promise.all(
        Array.from({ length: 2 }, () => reachableBinaries(nobody, installed, [cacheDir])),
      );
      const copy = join(cacheDir, "patchops-postgres-1.2.3");
      expect(copies).toEqual([copy, copy]);
      const made = await stat(copy);
      expect([made.uid, made.mode & 0o777]).toEqual([0, 0o755]);
      expect(await reachableBinaries(nobody, installed, [cacheDir])).toBe(copy);
      expect((await stat(copy)).ino).toBe(made.ino);

      // One that somebody else could have put there, or that a cleaner has thinned out, is not trusted.
      await chmod(copy, 0o777);
      await reachableBinaries(nobody, installed, [cacheDir]);
      expect((await stat(copy)).mode & 0o777).toBe(0o755);
      await rm(join(copy, "share", "data"));
      await reachableBinaries(nobody, installed, [cacheDir]);
      expect((await stat(join(copy, "share", "data"))).size).toBeGreaterThan(0);
    } finally {
      await rm(parent, { recursive: true });
    }
  });
}
