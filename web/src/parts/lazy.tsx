/** A screen that is loaded when it is first opened, and says so when that fails. */
import type { ComponentType } from "preact";
import { signal } from "@preact/signals";
import { t } from "../texts.ts";
import { State } from "./state.tsx";

export interface Lazy {
  /** The screen, or what stands in its place. */
  Screen: ComponentType;
  /** Loads ahead, quietly. */
  prefetch(): void;
}

/** Makes a screen of a module's default export. */
export function lazy(load: () => Promise<{ default: ComponentType }>): Lazy {
  const loaded = signal<ComponentType | null>(null);
  const failures = signal(0);
  let loading: Promise<void> | null = null;

  function start(): void {
    if (loaded.value) return;
    loading ??= load()
      .then((module) => {
        loaded.value = module.default;
      }, () => {
        failures.value++;
      })
      .finally(() => loading = null);
  }

  function retry(): void {
    // Some browsers remember a module that failed, and a new release renames them all: a second
    // failure asks for the page anew.
    if (failures.value > 1) location.reload();
    else start();
  }

  function Screen() {
    const Loaded = loaded.value;
    if (Loaded) return <Loaded />;
    if (failures.value === 0) start();
    return (
      <main class="screen" aria-busy={failures.value === 0}>
        <div class="column">
          {failures.value > 0 && (
            <State
              title={t("app-chunk-failed")}
              text={t("app-chunk-failed-text")}
              action={{ label: t("app-retry"), run: retry }}
            />
          )}
        </div>
      </main>
    );
  }

  return { Screen, prefetch: () => failures.value === 0 && start() };
}
