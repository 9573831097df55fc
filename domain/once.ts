/** What is loaded when it is first asked for. */
export interface Once<T> {
  (): Promise<T>;
  /** What is loaded or being loaded; undefined where nobody has asked, or it failed. */
  begun(): Promise<T> | undefined;
}

/** Loads once; where that failed, the next one who asks tries again. */
export function once<T>(load: () => Promise<T>): Once<T> {
  let loading: Promise<T> | undefined;
  const loaded = () =>
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
  return Object.assign(loaded, { begun: () => loading });
}
