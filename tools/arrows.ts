/**
 * Which place of the project may import which: the table of `docs/architecture.md`, for machines.
 *
 * A place is a folder (with a slash) or a file, and the longest that fits a path is its place.
 * Everything may import its own place.
 */

export interface Place {
  /** Places and files it may import. */
  may?: readonly string[];
  /** Files of which it may import types, by `import type`. */
  mayTypes?: readonly string[];
  /** It imports whatever it needs. */
  everything?: true;
  /** It holds no source at all. */
  data?: true;
}

/** What runs in production and is imported rather than started. */
const SERVICE = [
  "config.ts",
  "config/",
  "domain/",
  "db/",
  "services/",
  "clients/",
  "routes/",
  "bot/",
];
const USE_CASES: Place = { may: ["services/", "domain/"] };

export const PLACES: Record<string, Place> = {
  "main.ts": { may: [...SERVICE, "app.ts", "cron.ts", "log.ts", "locales/"] },
  "app.ts": { may: [...SERVICE, "app/", "cron.ts", "locales/"] },
  "app/": { may: SERVICE },
  "config.ts": { may: ["config/", "domain/"] },
  "config/": { may: ["config.ts", "domain/"] },
  "log.ts": { may: [] },
  "domain/": { may: [] },
  "db/": { may: ["domain/"] },
  "services/": { may: ["domain/", "db/"] },
  "clients/": { may: ["domain/", "services/ports.ts"] },
  "routes/": USE_CASES,
  "bot/": USE_CASES,
  "cron.ts": USE_CASES,
  "cli/": USE_CASES,
  // Like main.ts it reads the environment, opens KV and puts the parts together.
  "cli/main.ts": { may: [...SERVICE, "cli/", "cli/invoice_services.ts", "log.ts", "locales/"] },
  "cli/invoice_services.ts": { may: SERVICE },
  "agent/": { may: ["domain/"], mayTypes: ["routes/schemas.ts"] },
  "agent/sim/": {
    may: ["agent/", "config/", "domain/"],
    mayTypes: ["routes/schemas.ts", "dev/calls_protocol.ts"],
  },
  "agent/tests/": { everything: true },
  "agent/bench/": { everything: true },
  "web/": { may: ["domain/", "locales/"], mayTypes: ["routes/schemas.ts"] },
  "community/": { data: true },
  "locales/": { data: true },
  "docs/": { data: true },
  "dev/": { everything: true },
  "tests/": { everything: true },
  "bench/": { everything: true },
  "evals/": { everything: true },
  "tools/": { everything: true },
};

/** What production starts; none of the rest is to be in what they import, however indirectly. */
export const PRODUCTION = {
  entries: ["main.ts", "cli/main.ts"],
  withoutPlaces: ["dev/", "tests/", "bench/", "evals/", "tools/"],
  withoutPackages: [
    "vite",
    "playwright-core",
    "fast-check",
    "uqr",
    "@echogarden/espeak-ng-emscripten",
  ],
};

/** The place of a path, or undefined where the table has none for it. */
export function placeOf(path: string): string | undefined {
  return Object.keys(PLACES)
    .filter((place) => path === place || (place.endsWith("/") && path.startsWith(place)))
    .sort((one, other) => other.length - one.length)[0];
}

/** What a place may import, as a person reads it. */
export function allowedIn(place: string): string {
  const { may = [], mayTypes = [], data } = PLACES[place]!;
  if (data) return "holds no source";
  const types = mayTypes.map((file) => `types of ${file}`);
  return `may import ${[...may, ...types].join(", ") || "nothing of ours"}`;
}
