type Item = Record<string, unknown>;

function isObject(value: unknown): value is Item {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The page that an MCP App shows for a tool (ext-apps; hosts of its drafts read the flat key). */
export function appUri({ _meta: meta }: Item): string | undefined {
  if (!isObject(meta)) return undefined;
  const uri = isObject(meta.ui) && "resourceUri" in meta.ui ? meta.ui.resourceUri : meta["ui/resourceUri"];
  return typeof uri === "string" ? uri : undefined;
}
