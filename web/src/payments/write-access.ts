/** Leave to write to the member in Telegram, asked for where one pays: the receipt goes there. */
import { ApiError } from "../api.ts";
import { api } from "../service.ts";
import { requestWriteAccess } from "../telegram-more.ts";

/** Asks, and tells the service of a yes; neither holds up anything. */
export async function askToWrite(anyway = false): Promise<boolean> {
  if (!(await requestWriteAccess(anyway))) return false;
  try {
    await api.send("/api/write-access", { method: "POST" });
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return false;
  }
}
