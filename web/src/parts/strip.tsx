/** Says that the network or the service is away; what is on the page stays. */
import { isAway } from "../member.ts";
import { member, router } from "../service.ts";
import { t } from "../texts.ts";
import { Icon } from "./icon.tsx";

export function Strip() {
  const link = member.link.value;
  // With nothing saved Home itself says so, in larger letters.
  const said = !member.me.value && router.screen.value === "home";
  const away = isAway(link) && !said;
  return (
    <div role="status" style={{ width: "100%" }}>
      {away && (
        <div class="strip">
          <p class="column second">
            <Icon name="offline" small />
            {t(link === "offline" ? "app-offline" : "app-failing")}
          </p>
        </div>
      )}
    </div>
  );
}
