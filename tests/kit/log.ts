import { configure, jsonLinesFormatter, reset } from "@logtape/logtape";

/** All that is logged until the end of the test, from `debug` on, a line of JSON each. */
export async function capturedLog(): Promise<AsyncDisposable & { lines: string[] }> {
  const lines: string[] = [];
  await configure({
    reset: true,
    sinks: { lines: (record) => void lines.push(jsonLinesFormatter(record)) },
    loggers: [
      { category: "sfera", lowestLevel: "debug", sinks: ["lines"] },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["lines"] },
    ],
  });
  return { lines, [Symbol.asyncDispose]: () => reset() };
}
