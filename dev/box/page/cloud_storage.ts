/** CloudStorage as the Mini App calls it through `web_app_invoke_custom_method`. */

/** What a custom method led to: its result, or an error code. */
export type MethodResult = { result: unknown } | { error: string };

const KEY = /^[A-Za-z0-9_-]{1,128}$/;
const LONGEST_VALUE = 4096;
const MOST_KEYS = 1024;

/**
 * Answers one call on the values of one member.
 *
 * Limits as documented: 1024 keys, keys of up to 128 letters, digits, `_` and `-`, values of up to
 * 4096 characters (https://core.telegram.org/bots/webapps#cloudstorage).
 */
export function callCloudStorage(
  values: Map<string, string>,
  method: string,
  parameters: Record<string, unknown>,
): MethodResult {
  const asked: unknown[] = Array.isArray(parameters.keys) ? parameters.keys : [];
  const keys = asked.filter((key) => typeof key === "string");
  switch (method) {
    case "saveStorageValue": {
      const { key, value } = parameters;
      if (typeof key !== "string" || !KEY.test(key)) return { error: "KEY_INVALID" };
      if (typeof value !== "string" || value.length > LONGEST_VALUE) {
        return { error: "VALUE_INVALID" };
      }
      if (!values.has(key) && values.size >= MOST_KEYS) return { error: "QUOTA_EXCEEDED" };
      values.set(key, value);
      return { result: true };
    }
    case "getStorageValues":
      return { result: Object.fromEntries(keys.map((key) => [key, values.get(key) ?? ""])) };
    case "deleteStorageValues":
      keys.forEach((key) => values.delete(key));
      return { result: true };
    case "getStorageKeys":
      return { result: [...values.keys()] };
    default:
      return { error: "METHOD_INVALID" };
  }
}
