/** What went wrong, in a sentence: the service's own, or that none came. */
import type { ApiError } from "../api.ts";
import { t } from "../texts.ts";
import "./words.ts";

export function errorText(error: ApiError): string {
  return error.message || t(error.status === 0 ? "app-pay-offline" : "app-pay-failed");
}
