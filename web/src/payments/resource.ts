/** Something that is read from the service and shown: what is known stays while it is read again. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { type Api, ApiError } from "../api.ts";

export interface Resource<Value> {
  /** Null until it was read. */
  value: ReadonlySignal<Value | null>;
  /** Why the last reading failed; null after one that did not. */
  failure: ReadonlySignal<ApiError | null>;
  /** Reads it; readings that overlap are one. */
  load(): Promise<void>;
  /** Puts in what an answer to something else told of it. */
  set(value: Value): void;
}

/** What `path` answers, of which `pick` is shown. */
export function createResource<Answer, Value>(
  api: Pick<Api, "json">,
  path: string,
  pick: (answer: Answer) => Value,
): Resource<Value> {
  const value = signal<Value | null>(null);
  const failure = signal<ApiError | null>(null);
  let loading: Promise<void> | null = null;

  async function read(): Promise<void> {
    try {
      value.value = pick(await api.json<Answer>(path));
      failure.value = null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      failure.value = error;
    }
  }
  return {
    value,
    failure,
    load: () => loading ??= read().finally(() => loading = null),
    set(next) {
      value.value = next;
      failure.value = null;
    },
  };
}
