/** Messages that Telegram did not take: shown here until the member has seen them. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { NoticeView } from "../../../routes/schemas.ts";
import { type Api, ApiError } from "../api.ts";

export interface Notices {
  /** Those that were not seen yet. */
  unseen: ReadonlySignal<readonly NoticeView[]>;
  /** Reads them; what is known stays where the service cannot say. */
  load(): Promise<void>;
  /** Takes them away here at once; the service is told of each. */
  seen(): Promise<void>;
}

/** The notices of one member. */
export function createNotices({ api }: { api: Pick<Api, "json" | "send"> }): Notices {
  const unseen = signal<readonly NoticeView[]>([]);
  /** What was taken away here while the service did not know it yet. */
  const gone = new Set<string>();
  return {
    unseen,
    async load() {
      try {
        const { notices } = await api.json<{ notices: NoticeView[] }>("/api/notices");
        unseen.value = notices.filter(({ id }) => !gone.has(id));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
      }
    },
    async seen() {
      const seen = unseen.value;
      unseen.value = [];
      for (const { id } of seen) gone.add(id);
      await Promise.all(seen.map(async ({ id }) => {
        try {
          await api.send(`/api/notices/${encodeURIComponent(id)}/seen`, { method: "POST" });
        } catch (error) {
          // It shows again at the next opening, that is all.
          if (!(error instanceof ApiError)) throw error;
        }
      }));
    },
  };
}
