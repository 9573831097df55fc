/** Line icons on a 24 grid. */

const PATHS = {
  sun: "M12 8.2a3.8 3.8 0 1 0 0 7.6a3.8 3.8 0 1 0 0-7.6M12 3v1.5M12 19.5V21M3 12h1.5" +
    "M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1",
  moon: "M20 14.2A8.3 8.3 0 1 1 9.8 4a6.8 6.8 0 0 0 10.2 10.2z",
  refresh: "M19.5 10.5A8 8 0 0 0 5.3 7.5L4 9M4 4.5V9h4.5M4.5 13.5a8 8 0 0 0 14.2 3L20 15" +
    "M20 19.5V15h-4.5",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M12 7.5V12l3 2",
  open: "M10 5H6.5A2.5 2.5 0 0 0 4 7.5v10A2.5 2.5 0 0 0 6.5 20h10a2.5 2.5 0 0 0 2.5-2.5V14" +
    "M14 4h6v6M20 4l-8.5 8.5",
  voice: "M4 10.5v3M8 7.5v9M12 4v16M16 8v8M20 10.5v3",
  send: "M12 19V5.5M6 11.5l6-6 6 6",
  dots: "M6 12h.01M12 12h.01M18 12h.01",
  verticalDots: "M12 6h.01M12 12h.01M12 18h.01",
  back: "M14.5 5.5L8 12l6.5 6.5",
  arrow: "M20 12H5M11 5.5L4.5 12l6.5 6.5",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  document: "M13.5 3h-6A2.5 2.5 0 0 0 5 5.5v13A2.5 2.5 0 0 0 7.5 21h9a2.5 2.5 0 0 0 2.5-2.5V8.5z" +
    "M13.5 3v5.5H19M9 13h6M9 16.8h4",
  attach: "M19.5 11.5l-7.8 7.8a4.6 4.6 0 0 1-6.5-6.5l8.3-8.3a3.1 3.1 0 0 1 4.4 4.4l-8.2 8.2" +
    "a1.6 1.6 0 0 1-2.2-2.2l7.5-7.5",
  link: "M10 13.5a4 4 0 0 0 6 .4l2.6-2.6a4 4 0 0 0-5.7-5.7L11.5 7M14 10.5a4 4 0 0 0-6-.4l-2.6 2.6" +
    "a4 4 0 0 0 5.7 5.7l1.4-1.4",
  star: "M12 4l2.5 5.2 5.7.7-4.2 3.9 1.1 5.7-5.1-2.8-5.1 2.8 1.1-5.7-4.2-3.9 5.7-.7z",
  block: "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M6 6l12 12",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, small = false }: { name: IconName; small?: boolean }) {
  return (
    <svg class={small ? "icon small" : "icon"} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
