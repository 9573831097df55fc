/**
 * Which screen is open, as a stack: Telegram's Back button takes the top off.
 *
 * The stack is kept in `history.state` of one entry, so that a reload returns to the same screen.
 * No entries are pushed and the address stays as it is: Telegram keeps its launch data there, and
 * in web Telegram the frame shares its entries with the page around it.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";

export const SCREENS = [
  "home",
  "chat",
  "call",
  "plans",
  "memory",
  "settings",
  "lessons",
  "lesson",
  "knowledge",
  "invoice",
  "payments",
  "gifts",
  "referral",
] as const;
export type Screen = typeof SCREENS[number];

export interface Router {
  /** The screen on top. */
  screen: ReadonlySignal<Screen>;
  /** Whether there is a screen below to go back to. */
  canGoBack: ReadonlySignal<boolean>;
  /** Puts a screen on top; one that is already in the stack is returned to. */
  open(screen: Screen): void;
  /** Takes the top off; Home stays. */
  back(): void;
}

const isScreen = (name: unknown): name is Screen => SCREENS.includes(name as Screen);

/** The screen a `startapp` link asks for; Home for none or an unknown one. */
export function screenOf(startParam: string | null): Screen {
  // An invoice is named by its id; codes are redeemed on the page of the plans.
  const [, named] = /^(invoice|promo|gift|ref)_./.exec(startParam ?? "") ?? [];
  if (named) return named === "invoice" ? named : "plans";
  return isScreen(startParam) ? startParam : "home";
}

function stackFrom(state: unknown): Screen[] | null {
  const kept = (state as { screens?: unknown } | null)?.screens;
  const sound = Array.isArray(kept) && kept[0] === "home" && kept.every(isScreen);
  return sound ? kept : null;
}

/** What is used of the browser's `history`. */
export interface PageHistory {
  readonly state: unknown;
  replaceState(state: unknown, unused: string): void;
}

/** A router over a browser's history, opened on `start` unless a reload brought a stack along. */
export function createRouter(
  history: PageHistory,
  start: Screen,
): Router {
  const stack = signal<Screen[]>(
    stackFrom(history.state) ?? (start === "home" ? ["home"] : ["home", start]),
  );
  const settle = (screens: Screen[]) => {
    stack.value = screens;
    history.replaceState({ screens }, "");
  };
  return {
    screen: computed(() => stack.value.at(-1) ?? "home"),
    canGoBack: computed(() => stack.value.length > 1),
    open(screen) {
      const at = stack.value.indexOf(screen);
      settle(at < 0 ? [...stack.value, screen] : stack.value.slice(0, at + 1));
    },
    back() {
      if (stack.value.length > 1) settle(stack.value.slice(0, -1));
    },
  };
}
