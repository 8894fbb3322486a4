import type { Json } from "./definition.ts";
import { tinyMedia } from "./tiny-media.ts";
import type { World } from "./world.ts";

type Contents = { uri: string; mimeType: string } & ({ text: string } | { blob: string });

interface Resource {
  uri: string;
  name: string;
  title: string;
  description: string;
  mimeType: string;
  read(world: World): { text: string } | { blob: string };
  _meta?: Json;
}

const always: Resource[] = [
  {
    uri: "test://static-text",
    name: "static-text",
    title: "Static text",
    description: "Text that stays.",
    mimeType: "text/plain",
    read: () => ({ text: "This is the content of the static text resource." }),
  },
  {
    uri: "test://static-binary",
    name: "static-binary",
    title: "Static binary",
    description: "An image that stays.",
    mimeType: "image/png",
    read: () => ({ blob: tinyMedia.png }),
  },
  {
    uri: "test://watched-resource",
    name: "watched-resource",
    title: "Watched",
    description: "Text that changes.",
    mimeType: "text/plain",
    read: ({ watchedText }) => ({ text: watchedText }),
  },
  {
    uri: "ui://test/app.html",
    name: "app",
    title: "App",
    description: "The page of an MCP App.",
    mimeType: "text/html;profile=mcp-app",
    read: () => ({ text: "<!doctype html><title>App</title>" }),
    _meta: { ui: { prefersBorder: true } },
  },
];
const extra: Resource = {
  uri: "test://extra-resource",
  name: "extra-resource",
  title: "Extra",
  description: "Comes and goes.",
  mimeType: "text/plain",
  read: () => ({ text: "here" }),
};

const list = (world: World) => (world.hasExtra("resources") ? [...always, extra] : always);

export const resources = {
  list: (world: World) => list(world).map(({ read: _read, ...definition }) => definition),
  templates: () => [
    {
      uriTemplate: "test://template/{id}/data",
      name: "template",
      title: "Template",
      description: "Data of an id.",
      mimeType: "application/json",
    },
  ],
  /** Undefined when there is none under this address. */
  read(uri: string, world: World): Contents | undefined {
    const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
    if (id !== undefined) {
      const data = { id, templateTest: true, data: `Data for ID: ${id}` };
      return { uri, mimeType: "application/json", text: JSON.stringify(data) };
    }
    const found = list(world).find((resource) => resource.uri === uri);
    return found && { uri, mimeType: found.mimeType, ...found.read(world) };
  },
};
