/** How to give the microphone back to Telegram, by where the app is open. */

/** A place with steps of its own. */
export type Place = "ios" | "android" | "windows" | "macos" | "linux" | "web";

/** How many steps each place has; their texts are numbered from 1. */
const STEPS: Record<Place, number> = {
  ios: 3,
  android: 3,
  windows: 3,
  macos: 3,
  linux: 2,
  web: 3,
};

/**
 * Where the app is open.
 *
 * @param platform `WebApp.platform`: `tdesktop` is one program on three systems
 * @param agent the browser's `navigator.userAgent`, which tells those apart
 */
export function placeOf(platform: string, agent: string): Place {
  switch (platform) {
    case "ios":
    case "macos":
      return platform;
    case "android":
    case "android_x":
      return "android";
    case "tdesktop":
    case "unigram":
      if (/Macintosh|Mac OS/.test(agent)) return "macos";
      return /Linux|X11/.test(agent) ? "linux" : "windows";
    default:
      return "web";
  }
}

/** The ids of the steps' texts, in order. */
export function stepsOf(place: Place): string[] {
  return Array.from({ length: STEPS[place] }, (_, at) => `app-call-step-${place}-${at + 1}`);
}
