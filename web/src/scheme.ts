/** The theme on the page, kept in step with Telegram's. */
import { signal } from "@preact/signals";
import { onThemeChanged, prefersDark, themeParams } from "./telegram.ts";
import { deriveTheme, type Theme } from "./theme.ts";

const derive = (): Theme => deriveTheme(themeParams(), prefersDark());

/** Whether the room is light or dark. */
export const scheme = signal<Theme["scheme"]>("light");
/** The palette in force. */
export const palette = signal(derive());

/** The variables on the document, and which scheme it is for the orb and for controls. */
function applyTheme(theme: Theme, root: HTMLElement): void {
  for (const [name, value] of Object.entries(theme.variables)) root.style.setProperty(name, value);
  root.dataset.scheme = theme.scheme;
  root.style.colorScheme = theme.scheme;
}

/** Applies the theme now and on each change. */
export function followTheme(root: HTMLElement): void {
  const apply = () => {
    palette.value = derive();
    scheme.value = palette.value.scheme;
    applyTheme(palette.value, root);
  };
  apply();
  onThemeChanged(apply);
}
