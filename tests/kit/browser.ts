/** The real browser that tests drive. */
import { type Browser, chromium } from "playwright-core";
import { PATIENCE } from "./conditions.ts";

const ARGUMENTS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // A microphone that beeps; whether a page may have it is for the test to say.
  "--use-fake-device-for-media-stream",
];

const executablePath = findBrowser();

/** Why tests in a browser are left out; undefined where there is one, and always in CI. */
export const noBrowser = executablePath || Deno.env.get("CI") === "true"
  ? undefined
  : "no Chromium: set CHROMIUM_BIN";

/** Starts the browser that `CHROMIUM_BIN` names, else the first `chromium` on this machine. */
export function startBrowser(more: readonly string[] = []): Promise<Browser> {
  if (!executablePath) throw new Error("expected a Chromium in CHROMIUM_BIN or on PATH, got none");
  return chromium.launch({ executablePath, args: [...ARGUMENTS, ...more], timeout: PATIENCE });
}

function findBrowser(): string | undefined {
  const named = Deno.env.get("CHROMIUM_BIN");
  if (named) return named;
  const folders = ["/usr/bin", ...(Deno.env.get("PATH") ?? "").split(":")];
  return folders.map((folder) => `${folder}/chromium`).find(isFile);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
