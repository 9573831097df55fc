/** The Mini App in the frame: opening, closing, and its talk with Telegram. */
import { batch, computed, effect, signal } from "@preact/signals";
import { createHost, type FrameEvent } from "./host.ts";
import { forgetLastLaunch, launchUrl } from "./launch.ts";
import { server } from "./server.ts";
import {
  attempt,
  chat,
  language,
  member,
  settings,
  showToast,
  state,
  tab,
  words,
} from "./store.ts";
import { THEMES } from "./theme.ts";

const MOST_EVENTS = 200;

interface Launch {
  /** Changes with each launch, so that each gets a frame of its own. */
  id: number;
  url: string;
}

export const launch = signal<Launch | null>(null);
export const closed = signal(false);
export const events = signal<FrameEvent[]>([]);
export const frameElement = signal<HTMLIFrameElement | null>(null);

const storages = new Map<number, Map<string, string>>();

/** The address that the menu button opens; the app's own path where there is none. */
export const appUrl = computed(() => chat.value?.menuButton.web_app?.url ?? "/app/");

export const host = createHost({
  post: (message) => frameElement.value?.contentWindow?.postMessage(message, location.origin),
  theme: () => THEMES[settings.value.theme],
  platform: () => settings.value.platform,
  viewport: () => ({
    width: frameElement.value?.clientWidth ?? 0,
    height: frameElement.value?.clientHeight ?? 0,
  }),
  storage: () => {
    const id = member.value?.id ?? 0;
    const values = storages.get(id) ?? new Map<string, string>();
    storages.set(id, values);
    return values;
  },
  allowWriting: async () => {
    const who = member.value;
    return who !== null && await attempt(() => server.allowWriting(who.id)) !== undefined;
  },
  openLink: (url) => {
    if (/^https?:/.test(url)) open(url, "_blank", "noopener");
  },
  openTelegramLink: (path) => void followLink(`https://t.me${path}`),
  close: closeApp,
  noted: (event) => events.value = [...events.value.slice(1 - MOST_EVENTS), event],
});

/** Opens the app for the chosen member, with initData signed at this moment. */
export async function openApp(options: { url?: string; startParam?: string } = {}): Promise<void> {
  const who = member.value;
  if (!who || !state.value?.bot) return;
  const url = options.url ?? appUrl.value;
  const signed = await attempt(() => server.initData(who.id, options.startParam));
  if (!signed || member.value?.id !== who.id) return;
  forgetLastLaunch(sessionStorage);
  batch(() => {
    host.reset();
    events.value = [];
    closed.value = false;
    launch.value = {
      id: (launch.value?.id ?? 0) + 1,
      url: launchUrl({
        url,
        initData: signed.initData,
        platform: settings.value.platform,
        theme: THEMES[settings.value.theme],
        startParam: options.startParam,
      }, location.origin),
    };
  });
}

/** Opens the app and brings it to the front where only one side is shown. */
export function showApp(options: { url?: string; startParam?: string } = {}): Promise<void> {
  tab.value = "app";
  return openApp(options);
}

function closeApp(): void {
  batch(() => {
    host.reset();
    closed.value = true;
    tab.value = "chat";
  });
}

/** Follows a link to the bot, into the chat or the app; any other is only named. */
export async function followLink(link: string): Promise<void> {
  const [who, bot] = [member.value, state.value?.bot];
  if (!who || !bot) return;
  if (!isBotLink(link)) return showToast(`${words.value.telegramOpens} ${link}`);
  const answer = await attempt(() => server.openLink(who.id, link));
  if (answer?.opened === "app") await showApp({ startParam: answer.startParam });
  else if (answer?.opened === "chat") tab.value = "chat";
}

/** Whether a text is nothing but a link to the bot of this box. */
export function isBotLink(text: string): boolean {
  const name = state.value?.bot?.username.toLowerCase();
  const match = /^(?:https?:\/\/)?t\.me\/(\w+)(?:[/?]\S*)?$/i.exec(text.trim());
  return match !== null && match[1]?.toLowerCase() === name;
}

/** Keeps the frame in step with the bar: whom it is for, the theme, and the moved clock. */
export function startApp(): void {
  addEventListener("message", (event) => {
    if (event.source && event.source === frameElement.value?.contentWindow) {
      host.receive(event.data);
    }
  });
  let theme = settings.value.theme;
  effect(() => {
    if (settings.value.theme === theme) return;
    theme = settings.value.theme;
    host.themeChanged();
  });
  let opened = "";
  effect(() => {
    const key = reasonToOpen();
    if (key === null || key === opened) return;
    opened = key;
    // A closed app stays closed for the next member too: a link may be how they come first.
    if (closed.peek()) return;
    queueMicrotask(() => void openApp());
  });
  effect(() => host.visible(tab.value === "app" || !narrow.value));
}

/** Everything that, when it changes, opens the app anew; null while it is not known yet. */
function reasonToOpen(): string | null {
  const { platform } = settings.value;
  if (!member.value || !state.value?.bot || !chat.value || state.value.moving) return null;
  return [member.value.id, language.value, platform, state.value.clock.offset].join();
}

const narrowScreen = matchMedia("(max-width: 760px)");
export const narrow = signal(narrowScreen.matches);
narrowScreen.addEventListener("change", () => narrow.value = narrowScreen.matches);
