/** Whether a screen fits its width and its buttons can be hit. */
import assert from "node:assert/strict";
import type { MiniApp } from "./mini_app.ts";

/** The least side of what a finger has to hit, in CSS pixels (WCAG 2.2, 2.5.5). */
const FINGER = 44;

/**
 * What reaches over the sides of the page, suggestions of Home that are not whole, and buttons that
 * are too small, as text.
 *
 * The area of a button is its own box with those of its pseudo elements; it runs in the page.
 */
const MISFITS = `(() => {
  const found = [];
  const name = (element) => element.tagName.toLowerCase() + "." + element.className + " " +
    (element.getAttribute("aria-label") || element.textContent).slice(0, 40);
  const root = document.documentElement;
  for (const each of [root, document.body, ...document.querySelectorAll(".screen, .frame")]) {
    if (each.scrollWidth > each.clientWidth) {
      found.push(name(each) + ": " + each.scrollWidth + " wide in " + each.clientWidth);
    }
  }
  const visible = (element) => element.checkVisibility({ visibilityProperty: true });
  for (const each of document.querySelectorAll("h1, h2, h3, p, li, button, textarea, .mine, .hers")) {
    const { left, right } = each.getBoundingClientRect();
    if (!visible(each) || each.closest(".unseen")) continue;
    if (left < -0.5 || right > innerWidth + 0.5) found.push(name(each) + ": over the side");
  }
  for (const each of document.querySelectorAll(".prompts button")) {
    const bottom = each.closest(".screen").getBoundingClientRect().bottom;
    if (visible(each) && each.getBoundingClientRect().bottom > bottom + 0.5) {
      found.push(name(each) + ": hidden below");
    }
  }
  for (const each of document.querySelectorAll("button, a[href], [role=button]")) {
    if (!visible(each)) continue;
    let { left, right, top, bottom } = each.getBoundingClientRect();
    for (const pseudo of ["::before", "::after"]) {
      const style = getComputedStyle(each, pseudo);
      if (style.content === "none" || style.position !== "absolute") continue;
      left += Math.min(0, parseFloat(style.left));
      right -= Math.min(0, parseFloat(style.right));
      top += Math.min(0, parseFloat(style.top));
      bottom -= Math.min(0, parseFloat(style.bottom));
    }
    const width = right - left, height = bottom - top;
    // A sheet that is still coming in stands between two pixels.
    if (Math.round(width) < ${FINGER} || Math.round(height) < ${FINGER}) {
      found.push(name(each) + ": " + width.toFixed() + " by " + height.toFixed());
    }
  }
  return found;
})()`;

/** Nothing is wider than the page, and every button is at least a finger wide and high. */
export async function assertFits(app: MiniApp, screen: string): Promise<void> {
  const misfits = await app.root.locator("html").evaluate<string[], unknown>(MISFITS);
  assert.deepEqual(misfits, [], screen);
}
