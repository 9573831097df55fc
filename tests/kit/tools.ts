import type { Database } from "../../db/tx.ts";
import { createFacts } from "../../services/facts.ts";
import type { Clock } from "../../services/ports.ts";
import { createRecall } from "../../services/recall.ts";
import { createTools } from "../../services/tools/registry.ts";
import type { Tool } from "../../services/tools/tool.ts";
import { testConfig, testIds } from "./app.ts";
import { quietOutside } from "./outside.ts";

const { community } = await testConfig();

/** The tools as the service has them, on this store; nothing is known and nobody is outside. */
export function toolsOn(db: Database, clock: Clock): Tool[] {
  return createTools({
    facts: createFacts({ db, clock, ids: testIds() }),
    recall: createRecall({ db, clock }),
    knowledge: { search: () => Promise.resolve([]) },
    community,
    outside: quietOutside(),
    liveness: clock,
  });
}
