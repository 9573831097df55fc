import assert from "node:assert/strict";
import { contrast, deriveTheme } from "../../web/src/theme.ts";

const THEMES = {
  light: {
    bg_color: "#ffffff",
    secondary_bg_color: "#f0f1f5",
    section_bg_color: "#ffffff",
    text_color: "#000000",
    accent_text_color: "#2481cc",
    button_color: "#2481cc",
    button_text_color: "#ffffff",
    destructive_text_color: "#e5372c",
  },
  night: {
    bg_color: "#18222d",
    secondary_bg_color: "#101820",
    section_bg_color: "#18222d",
    text_color: "#ffffff",
    accent_text_color: "#62bcf9",
    button_color: "#2ea6ff",
    button_text_color: "#ffffff",
    destructive_text_color: "#ee686f",
  },
  black: {
    bg_color: "#000000",
    secondary_bg_color: "#000000",
    section_bg_color: "#1c1c1e",
    text_color: "#ffffff",
    accent_text_color: "#3e88f7",
    button_color: "#3e88f7",
    button_text_color: "#ffffff",
    destructive_text_color: "#eb5545",
  },
  sepia: {
    bg_color: "#f7f1e3",
    secondary_bg_color: "#ece3cf",
    section_bg_color: "#fbf6ea",
    text_color: "#2e261b",
    accent_text_color: "#8c6a1f",
    button_color: "#b3862b",
    button_text_color: "#ffffff",
    destructive_text_color: "#c0442f",
  },
  "black letters on a bright button": {
    bg_color: "#101010",
    text_color: "#f0f0f0",
    button_color: "#ffd54a",
    button_text_color: "#000000",
  },
};

/** What a tint of `colour` over `ground` looks like. */
function over(ground: string, colour: string, share: number): string {
  const at = (hex: string, from: number) => parseInt(hex.slice(from, from + 2), 16);
  return "#" + [1, 3, 5].map((from) => {
    const value = at(ground, from) + (at(colour, from) - at(ground, from)) * share;
    return Math.round(value).toString(16).padStart(2, "0");
  }).join("");
}

for (const [name, params] of Object.entries(THEMES)) {
  Deno.test(`texts reach 4.5:1 on every ground: ${name}`, () => {
    const { variables, scheme } = deriveTheme(params);
    const read = (variable: string) => variables[`--${variable}`] ?? "";
    const plain = ["bg", "page", "card"].map(read);
    const filled = plain.map((ground) => over(ground, read("text"), 0.09));
    const accented = plain.map((ground) => over(ground, read("accent"), 0.13));
    const warm = plain.map((ground) => over(ground, "#f4a574", scheme === "dark" ? 0.09 : 0.22));
    const grounds: Record<string, string[]> = {
      "muted": [...plain, ...filled],
      "accent-text": [...plain, ...filled, ...accented],
      "danger-text": [...plain, ...filled],
      "dawn-text": [...plain, ...filled, ...warm],
      "up-text": [...plain, ...filled],
      "on-accent": [read("accent-fill")],
    };
    for (const [text, on] of Object.entries(grounds)) {
      for (const ground of on) {
        const ratio = contrast(read(text), ground);
        assert.ok(ratio >= 4.5, `${text} ${read(text)} on ${ground} is ${ratio.toFixed(2)}`);
      }
    }
  });
}

Deno.test("a palette that is readable already is left as Telegram made it", () => {
  const { variables } = deriveTheme({ ...THEMES.light, accent_text_color: "#0b4f86" });
  assert.equal(variables["--accent-text"], "#0b4f86");
});

Deno.test("missing and malformed colours fall back to the scheme that is preferred", () => {
  assert.equal(deriveTheme({}, false).scheme, "light");
  assert.equal(deriveTheme({ bg_color: "red; --x: 1" }, true).scheme, "dark");
  assert.equal(deriveTheme({ bg_color: "#fff" }, true).scheme, "light");
});

Deno.test("contrast runs from 1 to 21", () => {
  assert.equal(contrast("#777777", "#777777"), 1);
  assert.equal(Math.round(contrast("#000000", "#ffffff")), 21);
});
