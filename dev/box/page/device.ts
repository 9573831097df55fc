/** The devices that the box can play. Lengths in CSS pixels. */

export type Platform = "ios" | "android" | "tdesktop";
export type Width = 320 | 390 | 430 | "full";

export interface Insets {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

const HEIGHTS = { 320: 640, 390: 844, 430: 932 } as const;
const STATUS_BAR: Record<Platform, number> = { ios: 50, android: 34, tdesktop: 0 };
const HOME_BAR: Record<Platform, number> = { ios: 24, android: 0, tdesktop: 0 };
/** The floating Close and menu buttons over an app in full screen. */
const FLOATING_BUTTONS = 46;

/** The height of the screen that goes with a width; the whole place for `full`. */
export function screenHeight(width: Width): number | undefined {
  return width === "full" ? undefined : HEIGHTS[width];
}

export function statusBarHeight(platform: Platform): number {
  return STATUS_BAR[platform];
}

/**
 * What the system keeps of the app's own area, and what Telegram keeps of the rest.
 *
 * Outside full screen Telegram's header stands above the app, so only the bottom counts, and a bar
 * of buttons under the app takes that too.
 */
export function insets(
  platform: Platform,
  { fullscreen, bottomBar }: { fullscreen: boolean; bottomBar: boolean },
): { safeArea: Insets; contentSafeArea: Insets } {
  const bottom = bottomBar ? 0 : HOME_BAR[platform];
  const top = fullscreen ? STATUS_BAR[platform] : 0;
  return {
    safeArea: { top, bottom, left: 0, right: 0 },
    contentSafeArea: { top: fullscreen ? FLOATING_BUTTONS : 0, bottom: 0, left: 0, right: 0 },
  };
}
