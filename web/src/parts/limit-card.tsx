/** An allowance is used up: when it is whole again, and the way to the plans. */
import { router } from "../service.ts";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { Pearls } from "./pearls.tsx";

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
