/** An allowance is used up: when it is whole again, and the way to the plans. */
import type { ApiError } from "../api.ts";
import { calendar, member, router } from "../service.ts";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { untilLabel } from "../time.ts";
import { Pearls } from "./pearls.tsx";

/**
 * What is said of an allowance that is used up: the text `id`, where it is known when it is whole
 * again, else what the service said.
 */
export function resetsText({ message, details: { resetsAt } }: ApiError, id: string): string {
  if (typeof resetsAt !== "number") return message;
  return t(id, { when: untilLabel(calendar(), resetsAt, member.now()) });
}

export function LimitCard({ title, text }: { title: string; text: string }) {
  return (
    <section class="warm-card">
      <Pearls left={0} limit={3} />
      <h2 class="head">{title}</h2>
      <p class="second">{text}</p>
      <button
        class="button primary"
        type="button"
        onClick={() => {
          haptic("tap");
          router.open("plans");
        }}
      >
        {t("app-limit-plans")}
      </button>
    </section>
  );
}
