import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { StartError } from "./start-error.ts";

describe("readConfig", () => {
  it("needs no setting", () => {
    const config = readConfig({});
    expect(config).toMatchObject({ host: "127.0.0.1", port: 3000, isLoopback: true, ownerCode: null });
    expect(config.roles).toEqual(["api", "worker"]);
  });

  it("takes an empty setting for none", () => {
    expect(readConfig({ PORT: "", PATCHOPS_URL: "", PATCHOPS_SIGNUP: "" })).toMatchObject({
      port: 3000,
      publicUrl: null,
      signup: "open",
    });
  });

  it("asks the first account for a code where others can reach the server", () => {
    expect(readConfig({ HOST: "0.0.0.0" }).ownerCode).toMatch(/^\d{8}$/);
  });

  it("reads lists", () => {
    const config = readConfig({ PATCHOPS_UPSTREAM_ALLOW: "127.0.0.1:*, [::1]:8080", PATCHOPS_ROLES: "api" });
    expect(config.upstreamAllow).toEqual([
      { host: "127.0.0.1", port: null },
      { host: "::1", port: 8080 },
    ]);
    expect(config.roles).toEqual(["api"]);
  });

  it("reads the proxy that other programs use, in either spelling", () => {
    const proxy = "http://user:secret@proxy.example.com:3128";
    for (const given of [
      { HTTPS_PROXY: proxy, NO_PROXY: "localhost, .internal" },
      { https_proxy: proxy, no_proxy: "localhost,.internal" },
      { HTTPS_PROXY: proxy, https_proxy: "http://another", NO_PROXY: "localhost,.internal" },
    ]) {
      const { upstreamProxy } = readConfig(given);
      expect(upstreamProxy?.url.href).toBe(`${proxy}/`);
      expect(upstreamProxy?.bypass).toEqual(["localhost", ".internal"]);
    }
    expect(readConfig({ NO_PROXY: "*" }).upstreamProxy).toBeNull();
  });

  it.each([
    ["PORT", "many"],
    ["PORT", "70000"],
    ["PATCHOPS_URL", "patchops.example.com"],
    ["DATABASE_URL", "mysql://root@localhost/x"],
    ["DATABASE_DIRECT_URL", "nowhere"],
    ["PATCHOPS_ROLES", "api,janitor"],
    ["PATCHOPS_SIGNUP", "maybe"],
    ["PATCHOPS_UPSTREAM_ALLOW", "localhost"],
    ["PATCHOPS_ALLOW_STDIO", "perhaps"],
    ["HTTPS_PROXY", "proxy.example.com:3128"],
    ["PATCHOPS_ALLOWED_ORIGINS", "https://app.example.com/path"],
    ["PATCHOPS_DEFAULT_PLAN", "gold"],
    ["PATCHOPS_TRUSTED_PROXIES", "proxy.local"],
    ["PATCHOPS_TRUSTED_PROXIES", "10.0.0.0/99"],
    ["PATCHOPS_TRUSTED_PROXIES", "10.0.0.0/"],
    ["PATCHOPS_TRUSTED_PROXIES", "10.0.0.0/8/8"],
    ["PATCHOPS_TRUSTED_PROXIES", "fd00::/129"],
    ["PATCHOPS_UPSTREAM_ALLOW", "127.0.0.1:99999"],
    ["PATCHOPS_UPSTREAM_ALLOW", "127.0.0.1:0"],
    ["PATCHOPS_UPSTREAM_ALLOW", "[::1::]:80"],
  ])("names %s when it is %s, and says in two lines what to do", (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(StartError);
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^The setting ${name} is wrong\\.\\n.+$`));
  });

  it.each([
    ["PATCHOPS_SINGUP", "closed", "Did you mean PATCHOPS_SIGNUP?"],
    ["PATCHOPS_DATADIR", "/data", "Did you mean PATCHOPS_DATA_DIR?"],
    ["PATCHOPS_PORT", "4000", "Did you mean PORT?"],
    ["PATCHOPS_DATABASE_URL", "postgresql://x", "Did you mean DATABASE_URL?"],
    ["PATCHOPS_FEATHERS", "many", "Take it out of the environment; docs/settings.md lists them all."],
  ])("refuses %s, which is none, and names what was meant", (name, value, remedy) => {
    expect(() => readConfig({ [name]: value })).toThrow(
      new StartError(`There is no setting ${name}.`, remedy),
    );
    expect(() => readConfig({ [name]: "" })).not.toThrow();
  });

  it("takes no offence at what the command line and Kubernetes set", () => {
    const environment = {
      PATCHOPS_API_KEY: "po_x",
      PATCHOPS_SERVICE_HOST: "10.0.0.7",
      PATCHOPS_SERVICE_PORT: "3000",
      PATCHOPS_SERVICE_PORT_HTTP: "3000",
      PATCHOPS_PORT: "tcp://10.0.0.7:3000",
      PATCHOPS_PORT_3000_TCP: "tcp://10.0.0.7:3000",
      PATCHOPS_PORT_3000_TCP_PROTO: "tcp",
      PATCHOPS_POSTGRES_SERVICE_HOST: "10.0.0.8",
      PATCHOPS_TRUSTED_PROXIES: "10.0.0.0/8, fd00::/128, 192.0.2.1",
    };
    expect(readConfig(environment)).toMatchObject({ port: 3000 });
  });
});
