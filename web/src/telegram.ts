/** Everything that touches Telegram's SDK. Its bundle ends at Bot API 8.0; newer needs a gate. */
import sdk from "@twa-dev/sdk";
import type { ThemeParams } from "./theme.ts";

// The package is CommonJS: Deno's types see its exports object here, Vite gives its default.
const WebApp = sdk as unknown as typeof sdk.default;

const PHONES = new Set(["android", "android_x", "ios"]);

/** A user id is read here for keys of the device's own storage only; the service verifies. */
export const launch = {
  initData: WebApp.initData,
  memberId: String(WebApp.initDataUnsafe.user?.id ?? "nobody"),
  language: WebApp.initDataUnsafe.user?.language_code ?? navigator.language,
  /** Which of Telegram's apps it is, such as `ios`, `tdesktop` or `weba`. */
  platform: WebApp.platform as string,
  startParam: WebApp.initDataUnsafe.start_param ??
    new URLSearchParams(location.search).get("tgWebAppStartParam"),
  /** Opened by Telegram with a member in it; not from an inline or keyboard button, nor a browser. */
  inTelegram: WebApp.initData !== "",
  /** Has an on-screen keyboard, where Enter is for a new line. */
  phone: PHONES.has(WebApp.platform) || matchMedia("(pointer: coarse)").matches,
};

const can = (version: string) => launch.inTelegram && WebApp.isVersionAtLeast(version);

/** Tells Telegram that the first screen stands: it takes its own cover away and gives full height. */
export function greetTelegram(): void {
  WebApp.ready();
  WebApp.expand();
  if (can("7.7")) WebApp.disableVerticalSwipes();
}

export const themeParams = (): ThemeParams => ({ ...WebApp.themeParams });

/** Whether Telegram or, before it says, the device is dark. */
export function prefersDark(): boolean {
  return launch.inTelegram
    ? WebApp.colorScheme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
}

export function onThemeChanged(listener: () => void): void {
  WebApp.onEvent("themeChanged", listener);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", listener);
}

/** Size and insets change late and often: on a keyboard, a turn, a full screen. */
export function onRoomChanged(listener: () => void): void {
  WebApp.onEvent("viewportChanged", listener);
  WebApp.onEvent("safeAreaChanged", listener);
  WebApp.onEvent("contentSafeAreaChanged", listener);
}

/** Gives Telegram's own bars the ground of the screen: plain, or grouped like a page of lists. */
export function paintBars(grouped: boolean, ground: string): void {
  const key = grouped ? "secondary_bg_color" : "bg_color";
  if (can("6.1")) {
    WebApp.setHeaderColor(key);
    WebApp.setBackgroundColor(key);
  }
  if (can("7.10")) WebApp.setBottomBarColor(ground);
}

export function onBack(listener: () => void): void {
  WebApp.BackButton.onClick(listener);
}

export function showBack(shown: boolean): void {
  if (!can("6.1")) return;
  if (shown) WebApp.BackButton.show();
  else WebApp.BackButton.hide();
}

/** Telegram's own entry "Settings" in the menu of the app. */
export function onSettings(listener: () => void): void {
  WebApp.SettingsButton.onClick(listener);
}

export function showSettings(): void {
  if (can("7.0")) WebApp.SettingsButton.show();
}

/**
 * Asks for a yes in Telegram's own words box, or the browser's where Telegram has none.
 *
 * @param message at most 256 characters
 * @returns whether the member agreed
 */
export function ask(
  { title, message, yes, no, danger }: {
    title: string;
    message: string;
    yes: string;
    no: string;
    danger?: boolean;
  },
): Promise<boolean> {
  if (!can("6.2")) return Promise.resolve(confirm(`${title}\n\n${message}`));
  return new Promise((resolve) =>
    WebApp.showPopup({
      title,
      message,
      buttons: [
        { id: "yes", type: danger ? "destructive" : "default", text: yes },
        { id: "no", type: "default", text: no },
      ],
    }, (button) => resolve(button === "yes"))
  );
}

/** A small knock in the hand; nothing where the phone or Telegram has none. */
export function haptic(kind: "send" | "tap" | "error" | "success"): void {
  if (!can("6.1")) return;
  if (kind === "send") WebApp.HapticFeedback.impactOccurred("light");
  else if (kind === "tap") WebApp.HapticFeedback.selectionChanged();
  else WebApp.HapticFeedback.notificationOccurred(kind);
}

/** Opens a page of the web in the device's browser, and one of Telegram in Telegram itself. */
export function openLink(url: string): void {
  const inTelegram = /^https:\/\/(t|telegram)\.me\//.test(url);
  if (inTelegram && can("6.1")) WebApp.openTelegramLink(url);
  else if (can("6.1")) WebApp.openLink(url);
  else open(url, "_blank", "noopener");
}

/** Closes the app, so that a member can open it anew. */
export function closeApp(): void {
  WebApp.close();
}
