import type { CarePlanOffer } from "../domain/community.ts";
import { group, identifier, list, localized, Place, repeated } from "./fields.ts";

/**
 * Checks what `care_plans.yaml` holds.
 *
 * Adds a line to `problems` for everything that is wrong, and then answers undefined.
 */
export function checkCarePlans(
  file: string,
  unchecked: unknown,
  problems: string[],
): CarePlanOffer[] | undefined {
  const found: string[] = [];
  const offer = group({
    id: identifier(),
    title: localized(60),
    steps: list("a list of three to six steps", localized(240), 3, 6),
    followUps: list("a list of two to six questions", localized(300), 2, 6),
  });
  const checked = group({ carePlans: list("a list of care plans", offer, 0, 20) })(
    unchecked,
    new Place(file, found),
  );
  found.push(...repeated(file, unchecked, "carePlans", "id"));
  problems.push(...found);
  return found.length === 0 ? checked.carePlans : undefined;
}
