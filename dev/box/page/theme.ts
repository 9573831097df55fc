/** The palettes that Telegram gives to a Mini App, one for each theme the box offers. */

export type ThemeName = "light" | "dark" | "black";

/** Telegram's `themeParams` (https://core.telegram.org/bots/webapps#themeparams). */
export type ThemeParams = Record<string, string>;

export const THEMES: Record<ThemeName, ThemeParams> = {
  light: {
    bg_color: "#ffffff",
    secondary_bg_color: "#f0f1f5",
    section_bg_color: "#ffffff",
    header_bg_color: "#ffffff",
    bottom_bar_bg_color: "#ffffff",
    section_separator_color: "#e3e5e8",
    text_color: "#000000",
    subtitle_text_color: "#7a7f85",
    section_header_text_color: "#6d6d72",
    hint_color: "#8e8e93",
    link_color: "#2481cc",
    accent_text_color: "#2481cc",
    button_color: "#2481cc",
    button_text_color: "#ffffff",
    destructive_text_color: "#e5372c",
  },
  dark: {
    bg_color: "#18222d",
    secondary_bg_color: "#101820",
    section_bg_color: "#18222d",
    header_bg_color: "#18222d",
    bottom_bar_bg_color: "#18222d",
    section_separator_color: "#0d1319",
    text_color: "#ffffff",
    subtitle_text_color: "#8a97a4",
    section_header_text_color: "#8a97a4",
    hint_color: "#7d8b99",
    link_color: "#62bcf9",
    accent_text_color: "#62bcf9",
    button_color: "#2ea6ff",
    button_text_color: "#ffffff",
    destructive_text_color: "#ee686f",
  },
  black: {
    bg_color: "#000000",
    secondary_bg_color: "#000000",
    section_bg_color: "#1c1c1e",
    header_bg_color: "#000000",
    bottom_bar_bg_color: "#000000",
    section_separator_color: "#2c2c2e",
    text_color: "#ffffff",
    subtitle_text_color: "#98989e",
    section_header_text_color: "#98989e",
    hint_color: "#98989e",
    link_color: "#3e88f7",
    accent_text_color: "#3e88f7",
    button_color: "#3e88f7",
    button_text_color: "#ffffff",
    destructive_text_color: "#eb5545",
  },
};

/** Black or white, whichever is easier to read on `color` (`#rrggbb`). */
export function readableOn(color: string): "#000000" | "#ffffff" {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const luminance = 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
  return luminance > 0.18 ? "#000000" : "#ffffff";
}
