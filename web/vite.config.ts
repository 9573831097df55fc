/** How Vite makes the Mini App; `tools/build_web.ts` runs it and compresses what comes out. */
import { fileURLToPath } from "node:url";
import type { InlineConfig, Plugin } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Fluent files as text, as Deno's `with { type: "text" }` reads them, without comments and gaps. */
function fluentAsText(): Plugin {
  return {
    name: "fluent-as-text",
    enforce: "pre",
    transform(code, id) {
      if (!/\.ftl(\?|$)/.test(id)) return null;
      const bare = code.split("\n").filter((line) => line.trim() && !line.startsWith("#"));
      return {
        code: `export default ${JSON.stringify(bare.join("\n") + "\n")};`,
        map: null,
        moduleType: "js",
      };
    },
  };
}

/** The style sheet after the first pearl: in the head it would hold the very first paint back. */
function styleAfterPearl(): Plugin {
  return {
    name: "style-after-pearl",
    transformIndexHtml: {
      order: "post",
      handler(html) {
        const sheets = html.match(/ *<link rel="stylesheet"[^>]*>\n/g) ?? [];
        const without = sheets.reduce((text, sheet) => text.replace(sheet, ""), html);
        return without.replace("  </body>", `${sheets.join("")}  </body>`);
      },
    },
  };
}

/** One application under `/app/`, hashed names under `/app/assets/`. */
export const config: InlineConfig = {
  root: here,
  base: "/app/",
  configFile: false,
  logLevel: "warn",
  plugins: [fluentAsText(), styleAfterPearl()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: ["es2022", "safari15.4", "chrome102"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // LiveKit alone is larger than the usual limit; it is loaded apart, when the page is idle.
    chunkSizeWarningLimit: 600,
  },
};
