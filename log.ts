import {
  ansiColorFormatter,
  configure,
  getConsoleSink,
  jsonLinesFormatter,
  type LogLevel,
  type LogRecord,
} from "@logtape/logtape";

/**
 * Sends structured logs to the console: JSON lines for machines, coloured text for people.
 *
 * `secrets` never reach the console, whatever is logged: some libraries put a token into the text of
 * an error. `onLine` gets each line too.
 */
export async function configureLog(options: {
  level: "debug" | "info" | "warning" | "error";
  format: "json" | "text";
  secrets: readonly string[];
  onLine?(line: string): void;
}): Promise<void> {
  const plain = options.format === "json" ? jsonLinesFormatter : ansiColorFormatter;
  const formatter = (record: LogRecord): string => {
    const line = options.secrets.reduce(
      (line, secret) => line.replaceAll(secret, "•••"),
      plain(record),
    );
    options.onLine?.(line.trimEnd());
    return line;
  };
  await configure({
    reset: true,
    sinks: { console: getConsoleSink({ formatter }) },
    loggers: [
      { category: "sfera", lowestLevel: options.level satisfies LogLevel, sinks: ["console"] },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["console"] },
    ],
  });
}
