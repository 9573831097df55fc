import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Builds the page of the box into `directory` (by default `.sfera/box`) and returns the directory. */
export async function buildBoxPage(directory = defaultDirectory()): Promise<string> {
  await build({
    root: fileURLToPath(new URL("page", import.meta.url)),
    base: "/box/assets/",
    configFile: false,
    logLevel: "warn",
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir: directory,
      assetsDir: "",
      emptyOutDir: true,
      target: "es2022",
      modulePreload: false,
      reportCompressedSize: false,
    },
  });
  return directory;
}

function defaultDirectory(): string {
  return fileURLToPath(new URL("../../.sfera/box", import.meta.url));
}
