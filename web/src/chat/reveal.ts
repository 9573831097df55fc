/** Lets words that arrive in lumps appear evenly. */
import { useEffect, useState } from "preact/hooks";

const still = () => document.hidden || matchMedia("(prefers-reduced-motion: reduce)").matches;

/** How much of `text` to show now: each frame a seventh of what is missing, so it never lags much. */
export function useReveal(text: string): string {
  const [shown, setShown] = useState(0);
  useEffect(() => {
    if (shown >= text.length) return;
    if (still()) return setShown(text.length);
    const frame = requestAnimationFrame(() =>
      setShown(shown + Math.max(1, Math.ceil((text.length - shown) / 7)))
    );
    return () => cancelAnimationFrame(frame);
  }, [text, shown]);
  return text.slice(0, shown);
}
