/** What of Telegram's SDK only some pages need; apart from the rest, so that it is loaded with them. */
import sdk from "@twa-dev/sdk";
import { launch } from "./telegram.ts";

// The package is CommonJS: Deno's types see its exports object here, Vite gives its default.
const WebApp = sdk as unknown as typeof sdk.default;

const can = (version: string) => launch.inTelegram && WebApp.isVersionAtLeast(version);

/** How Telegram's own payment sheet was left; `pending`: it will be told later. */
export type InvoiceStatus = "paid" | "cancelled" | "failed" | "pending";

/** Whether Telegram can show its payment sheet: from 6.1 on. */
export const canOpenInvoice = (): boolean => can("6.1");

/**
 * Shows Telegram's own payment sheet.
 *
 * @param url the link of the invoice
 */
export function openInvoice(url: string): Promise<InvoiceStatus> {
  if (!canOpenInvoice()) return Promise.resolve("failed");
  return new Promise((resolve) => {
    try {
      WebApp.openInvoice(url, (status) => resolve(status as InvoiceStatus));
    } catch {
      // Another one is open, or the link is not one of Telegram's.
      resolve("failed");
    }
  });
}

/** Whether the bot may write to the member as far as Telegram has said at the launch. */
let mayWrite = WebApp.initDataUnsafe.user?.allows_write_to_pm === true;
let asking = false;

/** Whether asking could change anything: Telegram asks from 6.9 on. */
export const canAskToWrite = (): boolean => can("6.9");

/**
 * Has Telegram ask whether the bot may write to the member, unless it is known that it may.
 *
 * @param anyway what was known at the launch turned out not to be so
 * @returns whether the member has agreed just now
 */
export function requestWriteAccess(anyway = false): Promise<boolean> {
  if ((mayWrite && !anyway) || asking || !can("6.9")) return Promise.resolve(false);
  asking = true;
  return new Promise((resolve) => {
    const answered = (granted: boolean) => {
      asking = false;
      mayWrite = granted;
      resolve(granted);
    };
    try {
      WebApp.requestWriteAccess(answered);
    } catch {
      answered(false);
    }
  });
}

/**
 * Has Telegram fetch a file and save it; the member is asked by Telegram.
 *
 * @param url absolute; its answer must say `Content-Disposition: attachment`
 * @returns whether Telegram takes it: it does so from 8.0 on, over https, one file at a time
 */
export function downloadFile(url: string, fileName: string): boolean {
  if (!can("8.0") || !url.startsWith("https:")) return false;
  try {
    WebApp.downloadFile({ url, file_name: fileName });
    return true;
  } catch {
    // The question about an earlier file is still open.
    return false;
  }
}

/** What is newer than the SDK's bundle, as far as Telegram's own script is there. */
interface NewerWebApp {
  DeviceStorage?: { clear(): void };
}

const newer = () =>
  (globalThis as unknown as { Telegram?: { WebApp?: NewerWebApp } }).Telegram?.WebApp ?? {};

/** Empties what Telegram stores for this app: in its cloud for the member, and on the device. */
export function forgetInTelegram(): void {
  if (can("6.9")) {
    WebApp.CloudStorage.getKeys((error, keys) => {
      if (!error && keys?.length) WebApp.CloudStorage.removeItems(keys);
    });
  }
  if (can("9.0")) newer().DeviceStorage?.clear();
}

/** Has Telegram ask before it closes the app. */
export function confirmClosing(asked: boolean): void {
  if (!can("6.2")) return;
  if (asked) WebApp.enableClosingConfirmation();
  else WebApp.disableClosingConfirmation();
}
