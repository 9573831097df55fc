/** What the page knows and shows, as signals, and what a person can do with it. */
import { computed, effect, signal } from "@preact/signals";
import type { MessagesAnswer, StateAnswer } from "../answers.ts";
import type { Platform, Width } from "./device.ts";
import { server } from "./server.ts";
import type { ThemeName } from "./theme.ts";
import { type Language, WORDS } from "./words.ts";

interface Settings {
  member: number | null;
  /** The language where there is no member to follow. */
  language: Language;
  theme: ThemeName;
  platform: Platform;
  width: Width;
}

const KEPT = "box-settings";
/** "Typing" ends by itself, without an event. */
const TYPING_CHECK = 1500;

export const settings = signal<Settings>(keptSettings());
export const state = signal<StateAnswer | null>(null);
export const chat = signal<MessagesAnswer | null>(null);
export const connected = signal(true);
export const tab = signal<"chat" | "app">("chat");
/** One passing line, and a message that waits for OK. */
export const toast = signal<string | null>(null);
export const alertText = signal<string | null>(null);
/** The time by the clock of the box, to the second. */
export const now = signal(Date.now());

export const member = computed(() => {
  const members = state.value?.members ?? [];
  return members.find((each) => each.id === settings.value.member) ?? members[0] ?? null;
});
export const language = computed<Language>(() => {
  if (!member.value) return settings.value.language;
  return member.value.language_code.startsWith("ru") ? "ru" : "en";
});
export const words = computed(() => WORDS[language.value]);

/** Loads everything and keeps it fresh: the server says when something changed. */
export function start(): void {
  effect(() => localStorage.setItem(KEPT, JSON.stringify(settings.value)));
  effect(() => {
    document.documentElement.dataset.theme = settings.value.theme;
    document.documentElement.lang = language.value;
  });
  const events = new EventSource("/box/api/events");
  events.addEventListener("changed", () => void refresh());
  events.addEventListener("error", () => connected.value = false);
  events.addEventListener("open", () => connected.value = true);
  effect(() => {
    if (!chat.value?.typing) return;
    const timer = setTimeout(() => void refresh(), TYPING_CHECK);
    return () => clearTimeout(timer);
  });
  setInterval(() => now.value = Date.now() + ahead, 1000);
  void refresh();
}

/** How far the clock of the box is ahead of this browser's, in milliseconds. */
let ahead = 0;
let underWay: Promise<void> | null = null;
let again = false;

/** Reads the state and the chat anew; calls while one is under way become one more read. */
export function refresh(): Promise<void> {
  if (underWay) {
    again = true;
    return underWay;
  }
  underWay = (async () => {
    do {
      again = false;
      await readOnce();
    } while (again);
  })().finally(() => underWay = null);
  return underWay;
}

async function readOnce(): Promise<void> {
  try {
    state.value = await server.state();
    ahead = state.value.clock.now - Date.now();
    now.value = state.value.clock.now;
    const shown = member.value;
    const messages = shown && state.value.bot ? await server.messages(shown.id) : null;
    if (member.value?.id === shown?.id) chat.value = messages;
    connected.value = true;
  } catch {
    connected.value = false;
  }
}

/** Runs an action and shows its refusal, if any, as a passing line. */
export async function attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    showToast(error instanceof Error ? error.message : String(error));
  } finally {
    await refresh();
  }
}

let toastTimer: ReturnType<typeof setTimeout> | undefined;

export function showToast(text: string): void {
  clearTimeout(toastTimer);
  toast.value = text;
  toastTimer = setTimeout(() => toast.value = null, 4000);
}

export function change(next: Partial<Settings>): void {
  settings.value = { ...settings.value, ...next };
}

export async function chooseMember(id: number): Promise<void> {
  change({ member: id });
  chat.value = null;
  await refresh();
}

function keptSettings(): Settings {
  const usual: Settings = {
    member: null,
    language: "ru",
    theme: "light",
    platform: "ios",
    width: 390,
  };
  try {
    return { ...usual, ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };
  } catch {
    return usual;
  }
}
