/**
 * The settings as the service last told them, with the changes on their way laid over: each shows at
 * once, is sent after the one before it, and goes by itself when the service refuses it.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Settings, SettingsChange, SettingsView } from "../../../routes/schemas.ts";
import { type Api, ApiError } from "../api.ts";

/** The view with the country guessed from the device's time zone, which a chosen one wins over. */
export type Choices = SettingsView & { countryGuess?: string | null };

export interface ChosenSettings {
  /** null until they are known. */
  view: ReadonlySignal<Choices | null>;
  /** Why the last reading failed; null after one that did not. */
  failure: ReadonlySignal<ApiError | null>;
  load(): Promise<void>;
  /** Returns what the service refused it with, or null. */
  change(change: SettingsChange): Promise<ApiError | null>;
}

/** The settings with a change made to them; an empty name of a persona gives its own back. */
function changed(settings: Settings, change: SettingsChange): Settings {
  const names = Object.entries({ ...settings.personaNames, ...change.personaNames })
    .filter(([, name]) => name.trim() !== "");
  return { ...settings, ...change, personaNames: Object.fromEntries(names) };
}

/** The settings of one member. */
export function createSettings({ api }: { api: Pick<Api, "json"> }): ChosenSettings {
  const known = signal<Choices | null>(null);
  const pending = signal<readonly SettingsChange[]>([]);
  const failure = signal<ApiError | null>(null);
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
  const view = computed(() =>
    known.value &&
    { ...known.value, settings: pending.value.reduce(changed, known.value.settings) }
  );

  return {
    view,
    failure,
    load: () =>
      inTurn(async () => {
        try {
          known.value = await api.json<Choices>("/api/settings");
          failure.value = null;
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          failure.value = error;
        }
      }),
    change(change) {
      pending.value = [...pending.value, change];
      return inTurn(async () => {
        try {
          known.value = await api.json<Choices>("/api/settings", { method: "PATCH", body: change });
          return null;
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          return error;
        } finally {
          pending.value = pending.value.filter((one) => one !== change);
        }
      });
    },
  };
}
