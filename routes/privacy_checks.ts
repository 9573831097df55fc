/** What the settings, incognito and erasure check with zod; loaded with the first such request. */
import { zValidator } from "@hono/zod-validator";
import { refuseInvalid } from "./errors.ts";
import { erasureRequest, incognitoRequest, settingsChange } from "./schemas.ts";

export const checkSettingsChange = zValidator("json", settingsChange, refuseInvalid);
export const checkIncognitoRequest = zValidator("json", incognitoRequest, refuseInvalid);
export const checkErasureRequest = zValidator("json", erasureRequest, refuseInvalid);
