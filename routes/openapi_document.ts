import { callPaths } from "./openapi/calls.ts";
import { carePlanPaths } from "./openapi/care_plans.ts";
import { chatPaths } from "./openapi/chat.ts";
import { knowledgePaths } from "./openapi/knowledge.ts";
import { lessonPaths } from "./openapi/lessons.ts";
import { memberPaths } from "./openapi/member.ts";
import { memoryPaths } from "./openapi/memory.ts";
import { noticePaths } from "./openapi/notices.ts";
import { promoPaths } from "./openapi/promos.ts";
import { paymentPaths } from "./openapi/payments.ts";
import { privacyPaths } from "./openapi/privacy.ts";
import { salePaths } from "./openapi/sale.ts";
import { settingPaths } from "./openapi/settings.ts";
import { subscriptionPaths } from "./openapi/subscription.ts";

/** Describes the public routes as an OpenAPI 3.1 document; the library is loaded when first asked. */
export async function describeApi(publicUrl: string): Promise<unknown> {
  const { createDocument } = await import("zod-openapi");
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Sfera",
      version: "1",
      description: "What the Mini App asks of the service.",
    },
    servers: [{ url: publicUrl }],
    components: {
      securitySchemes: {
        session: { type: "http", scheme: "bearer", description: "The token of POST /api/session" },
        initData: {
          type: "apiKey",
          in: "header",
          name: "Authorization",
          description: "`tma` and Telegram's initData",
        },
      },
    },
    paths: {
      ...memberPaths,
      ...chatPaths,
      ...callPaths,
      ...carePlanPaths,
      ...lessonPaths,
      ...privacyPaths,
      ...promoPaths,
      ...settingPaths,
      ...subscriptionPaths,
      ...noticePaths,
      ...salePaths,
      ...memoryPaths,
      ...paymentPaths,
      ...knowledgePaths,
    },
  });
}
