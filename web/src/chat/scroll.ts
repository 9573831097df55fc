/** Keeps the thread's last line in view, and its place when older turns come in above. */
import { useSignal } from "@preact/signals";
import { type RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/** Pixels from the end that still count as being there. */
const NEAR = 80;

/**
 * @param box what scrolls; its first child grows
 * @param first key of the first turn: when it changes, turns came in above
 * @returns whether the reader has left the end, and how to bring them back
 */
export function useThreadScroll(box: RefObject<HTMLElement | null>, first: string | undefined) {
  const away = useSignal(false);
  const seen = useRef({ first, height: 0 });

  const toEnd = (smooth = false) =>
    box.current?.scrollTo({ top: box.current.scrollHeight, behavior: smooth ? "smooth" : "auto" });

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const grown = element.scrollHeight - seen.current.height;
    // Not every browser anchors the scroll, so it is switched off in CSS and done here for all.
    if (seen.current.first !== first && away.value && grown > 0) element.scrollTop += grown;
    seen.current = { first, height: element.scrollHeight };
  });

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const onScroll = () => {
      away.value = element.scrollHeight - element.clientHeight - element.scrollTop > NEAR;
    };
    // The box shrinks when a keyboard opens, its content grows with each word: the end stays.
    const watch = new ResizeObserver(() => {
      if (!away.value) toEnd();
      seen.current.height = element.scrollHeight;
    });
    watch.observe(element);
    if (element.firstElementChild) watch.observe(element.firstElementChild);
    element.addEventListener("scroll", onScroll, { passive: true });
    toEnd();
    return () => {
      watch.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, []);

  return { away, toEnd };
}
