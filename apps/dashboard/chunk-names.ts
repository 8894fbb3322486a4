interface ModuleInfo {
  importedIds: readonly string[];
  code: string | null;
}

interface ChunkContext {
  getModuleInfo: (id: string) => ModuleInfo | null;
}

/** Imports every icon that there is. */
const isBarrel = (id: string) => /\/lucide-react\/dist\/esm\/lucide-react\.m?js$/.test(id);

/** The files of the icons that a module takes from the barrel, whose lines say where each name comes from. */
function iconsOf({ code }: ModuleInfo, barrelId: string, context: ChunkContext): string[] {
  const taken = [...(code ?? "").matchAll(/import\s*\{([^}]*)\}\s*from\s*"lucide-react"/g)].flatMap(
    ([, names = ""]) => names.split(",").map((name) => name.trim().split(/\s/)[0] ?? ""),
  );
  const lines = [
    ...(context.getModuleInfo(barrelId)?.code ?? "").matchAll(
      /\{([^}]*)\}\s*from\s*["']\.\/(icons\/[^"']+)/g,
    ),
  ];
  return lines
    .filter(([, names = ""]) => taken.some((name) => names.split(/[\s,]+/).includes(name)))
    .map(([, , file = ""]) => barrelId.replace(/[^/]+$/, file));
}

/** Every module that loading one of `entries` loads: what it imports, and what those import; not what is fetched later. */
function loadedWith(entries: readonly string[], context: ChunkContext): Set<string> {
  const seen = new Set<string>();
  const waiting = [...entries];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const module = context.getModuleInfo(id);
    if (!module || isBarrel(id)) continue;
    for (const imported of module.importedIds) {
      waiting.push(imported, ...(isBarrel(imported) ? iconsOf(module, imported, context) : []));
    }
  }
  return seen;
}

type NameChunk = (id: string, context: ChunkContext) => string | null;

/**
 * Names for what pages share. One file each loads faster than the fifty that splitting by itself makes of them:
 * - `start`: what every page needs.
 * - `frame`: what every page behind the sign-in needs besides.
 * - `form`: our controls on the pages before signing in, which most others use as well.
 * - `icons`: those of the pages before signing in.
 * - `kit`: our other small things. Not one that brings a control of the component library which the frame does without: all
 *   pages would load the select of one.
 */
export function chunkNames(root: string): Record<"start" | "frame" | "form" | "icons" | "kit", NameChunk> {
  let sets: { start: Set<string>; shell: Set<string>; signIn: Set<string> } | undefined;
  const isOurs = (id: string) => /\/src\/(ui|format|url-state|shortcuts)\/[^/]+$/.test(id);
  const known = (context: ChunkContext) => {
    if (!sets) {
      // All routes are known before the first page is, and with them what reads their addresses.
      const readers = [...loadedWith([`${root}/src/router.ts`], context)].filter(isOurs);
      const shell = new Set([...loadedWith([`${root}/src/shell/shell.tsx`], context), ...readers]);
      const signIn = loadedWith(
        [
          `${root}/src/sign-in-router.ts`,
          `${root}/src/features/auth/login-page.tsx`,
          `${root}/src/features/auth/signup-page.tsx`,
        ],
        context,
      );
      const main = loadedWith([`${root}/src/main.tsx`], context);
      const start = new Set([...main, ...[...shell].filter((id) => signIn.has(id))]);
      sets = { start, shell, signIn };
    }
    return sets;
  };
  const bringsControl = (id: string, context: ChunkContext) =>
    [...loadedWith([id], context)].some(
      (loaded) => loaded.includes("/@base-ui/react/") && !known(context).shell.has(loaded),
    );
  return {
    start: (id, context) => (known(context).start.has(id) ? "start" : null),
    frame: (id, context) => (known(context).shell.has(id) ? "frame" : null),
    form: (id, context) => (isOurs(id) && known(context).signIn.has(id) ? "form" : null),
    icons: (id, context) =>
      id.includes("/lucide-react/") && known(context).signIn.has(id) ? "first-icons" : null,
    kit: (id, context) => (isOurs(id) && !bringsControl(id, context) ? "kit" : null),
  };
}
