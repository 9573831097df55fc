/**
 * Telegram's palette, made readable: every text colour is stepped until it reaches 4.5:1 on every
 * ground it can lie on (WCAG 2.2, 1.4.3), since themes of Telegram's own do not.
 */

/** Telegram's theme parameters, as `WebApp.themeParams` gives them: `#rrggbb` by name. */
export type ThemeParams = Partial<Record<string, string>>;

/** A palette ready for the page: CSS variables by name, colours as `#rrggbb` or `rgb(r g b / a)`. */
export interface Theme {
  scheme: "light" | "dark";
  variables: Record<string, string>;
}

type Colour = readonly [number, number, number];

const WHITE: Colour = [255, 255, 255];
const BLACK: Colour = [0, 0, 0];
const DAWN: Colour = [244, 165, 116];
const READABLE = 4.55;

const FALLBACK = {
  light: {
    bg_color: "#ffffff",
    secondary_bg_color: "#f1f2f6",
    text_color: "#0d0f12",
    button_color: "#2481cc",
    button_text_color: "#ffffff",
    destructive_text_color: "#d93a32",
  },
  dark: {
    bg_color: "#18222d",
    secondary_bg_color: "#101820",
    text_color: "#ffffff",
    button_color: "#2ea6ff",
    button_text_color: "#ffffff",
    destructive_text_color: "#ee686f",
  },
} as const;

function parse(text: string | undefined): Colour | null {
  const long = text?.trim().replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3") ?? "";
  if (!/^#[0-9a-f]{6}$/i.test(long)) return null;
  const channel = (at: number) => parseInt(long.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

function hex(colour: Colour): string {
  return "#" + colour.map((channel) => Math.round(channel).toString(16).padStart(2, "0")).join("");
}

function mix(from: Colour, to: Colour, share: number): Colour {
  const one = (at: 0 | 1 | 2) => from[at] + (to[at] - from[at]) * share;
  return [one(0), one(1), one(2)];
}

function clear(colour: Colour, opacity: number): string {
  return `rgb(${colour.map(Math.round).join(" ")} / ${opacity})`;
}

function luminance(colour: Colour): number {
  const linear = (channel: number) =>
    channel <= 10.31475 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
}

function ratio(one: Colour, other: Colour): number {
  const a = luminance(one), b = luminance(other);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Contrast of two `#rrggbb` colours, 1 to 21, as WCAG 2.2 counts it. */
export function contrast(one: string, other: string): number {
  return ratio(parse(one) ?? BLACK, parse(other) ?? BLACK);
}

/** Steps a colour towards another, a fiftieth at a time, until it is readable on every ground. */
function reach(from: Colour, towards: Colour, grounds: readonly Colour[]): Colour {
  for (let share = 0; share < 1; share += 0.02) {
    // Judged as it will be written: rounding may cost the last hundredth of contrast.
    const colour = mix(from, towards, share).map(Math.round) as unknown as Colour;
    if (grounds.every((ground) => ratio(colour, ground) >= READABLE)) return colour;
  }
  return towards;
}

/**
 * The page's palette out of Telegram's parameters.
 *
 * @param params what Telegram sent; missing or malformed colours fall back to Telegram's own
 * @param preferDark which fallback to take when Telegram sent no background
 */
export function deriveTheme(params: ThemeParams, preferDark = false): Theme {
  const sent = parse(params.bg_color);
  const dark = sent ? luminance(sent) < 0.2 : preferDark;
  const fallback = FALLBACK[dark ? "dark" : "light"];
  const take = (...names: string[]): Colour => {
    for (const name of names) {
      const colour = parse(params[name]) ?? parse(fallback[name as keyof typeof fallback]);
      if (colour) return colour;
    }
    return BLACK;
  };
  const bg = take("bg_color"), page = take("secondary_bg_color");
  const card = parse(params.section_bg_color) ?? bg;
  const text = take("text_color"), accent = take("button_color");
  const onAccent = take("button_text_color"), danger = take("destructive_text_color");
  const pole = dark ? WHITE : BLACK;
  const plain = [bg, page, card];
  const grounds = [...plain, ...plain.map((ground) => mix(ground, text, 0.09))];
  const tinted = (colour: Colour, share: number) => plain.map((g) => mix(g, colour, share));
  const link = parse(params.accent_text_color) ?? parse(params.link_color) ?? accent;
  const dawnShare = dark ? 0.09 : 0.22;

  return {
    scheme: dark ? "dark" : "light",
    variables: {
      "--bg": hex(bg),
      "--page": hex(page),
      "--card": hex(card),
      "--text": hex(text),
      "--accent": hex(accent),
      "--on-accent": hex(onAccent),
      "--muted": hex(reach(mix(text, bg, 0.42), text, grounds)),
      "--accent-text": hex(reach(link, pole, [...grounds, ...tinted(accent, 0.13)])),
      "--accent-fill": hex(
        reach(accent, luminance(onAccent) > 0.4 ? BLACK : WHITE, [onAccent]),
      ),
      "--danger-text": hex(reach(danger, pole, grounds)),
      "--danger-fill": hex(reach(danger, BLACK, [WHITE])),
      "--dawn-text": hex(
        reach(dark ? [243, 185, 140] : [176, 102, 26], pole, [
          ...grounds,
          ...tinted(DAWN, dawnShare),
        ]),
      ),
      "--up-text": hex(reach(dark ? [98, 199, 154] : [29, 138, 88], pole, grounds)),
      "--line": clear(text, 0.11),
      "--line-strong": clear(text, 0.24),
      "--fill": clear(text, 0.055),
      "--fill-2": clear(text, 0.09),
      "--accent-soft": clear(accent, 0.13),
      "--dawn-soft": clear(DAWN, dawnShare),
      "--dawn-ring": clear(DAWN, dark ? 0.3 : 0),
    },
  };
}
