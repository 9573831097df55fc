import type { Platform } from "./device.ts";
import type { ThemeParams } from "./theme.ts";

/** What a Mini App is opened with. */
export interface LaunchOptions {
  /** The address of the app; one on another name of this machine is opened on ours. */
  url: string;
  initData: string;
  platform: Platform;
  theme: ThemeParams;
  startParam?: string;
}

const VERSION = "8.0";

/**
 * Builds the address of the frame as web Telegram does: the launch parameters behind `#`, a start
 * parameter there and in the query (https://core.telegram.org/bots/webapps, "Direct Link").
 */
export function launchUrl(options: LaunchOptions, here: string): string {
  const asked = new URL(options.url, here);
  const url = new URL(asked.pathname + asked.search, here);
  const parameters = new URLSearchParams({
    tgWebAppData: options.initData,
    tgWebAppVersion: VERSION,
    tgWebAppPlatform: options.platform,
    tgWebAppThemeParams: JSON.stringify(options.theme),
  });
  if (options.startParam) {
    url.searchParams.set("tgWebAppStartParam", options.startParam);
    parameters.set("tgWebAppStartParam", options.startParam);
  }
  url.hash = parameters.toString();
  return url.href;
}

/**
 * Forgets what the app's library kept from its last launch.
 *
 * The frame shares its session storage with this page, and what is kept there wins over the launch
 * parameters: an old theme or start parameter would come back.
 */
export function forgetLastLaunch(storage: Storage): void {
  const kept = Array.from({ length: storage.length }, (_, index) => storage.key(index));
  for (const key of kept) if (key?.startsWith("__telegram__")) storage.removeItem(key);
}
