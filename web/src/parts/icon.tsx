/** Our own icons: a grid of 24, strokes of 1.75 with round ends. */

const PATHS = {
  alert: "M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0zM12 7.8v5M12 16.2h.01",
  book: "M12 6.5c-2-1.5-4.5-2-8-2v13c3.5 0 6 .5 8 2 2-1.5 4.5-2 8-2v-13c-3.5 0-6 .5-8 2zM12 6.5v13",
  breath:
    "M3 9.3h10.300a2.600 2.600 0 1 0-2.500-3.400M3 13h15.200a2.700 2.700 0 1 1-2.600 3.500M3 16.700h8.200a2.100 2.100 0 1 1-2 2.800",
  chart:
    "M3.500 17.500l5-6 4 3.500 5.300-6.700M20.900 6.800a1.900 1.900 0 1 1-3.800 0 1.900 1.900 0 0 1 3.800 0z",
  check: "M5 12.500l4.500 4.500L19 7.500",
  clock: "M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0zM12 7.500V12l3 2",
  down: "M6 9.500l6 6 6-6",
  history: "M3.800 12.500a8.300 8.300 0 1 0 2.400-6.300L4 8.500M4 4v4.500h4.500M12 8v4.300l3 1.900",
  offline:
    "M4 4l16 16M8.700 14.200a5 5 0 0 1 5.300-1M5.500 11a9.500 9.500 0 0 1 4-2.300M2.500 7.700a14 14 0 0 1 4-2.400M18.500 11a9.500 9.500 0 0 0-5.300-2.700M21.500 7.700A14.200 14.200 0 0 0 11 4.200M12 18h.01",
  send: "M12 19V5.500M6 11.500l6-6 6 6",
  star:
    "M12 3.800l2.500 5.200 5.700.8-4.100 4 1 5.700-5.100-2.700-5.100 2.700 1-5.700-4.100-4 5.700-.8z",
  talk:
    "M12 4.500c4.700 0 8.500 3.100 8.500 7s-3.800 7-8.500 7c-1 0-2-.1-2.900-.4L4.500 19.500l1.300-3.300C4.400 15 3.500 13.300 3.500 11.500c0-3.900 3.800-7 8.500-7z",
} as const;

export type IconName = keyof typeof PATHS;

/** An icon beside words; it says nothing to a screen reader. An unknown name shows a talk bubble. */
export function Icon({ name, small }: { name: string; small?: boolean }) {
  const path = Object.hasOwn(PATHS, name) ? PATHS[name as IconName] : PATHS.talk;
  return (
    <svg class={small ? "icon small" : "icon"} viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
