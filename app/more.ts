import { agentRoutes } from "../routes/agent.ts";
import { callRoutes } from "../routes/calls.ts";
import { carePlanRoutes } from "../routes/care_plans.ts";
import type { RequestContext } from "../routes/environment.ts";
import { cryptomusWebhookRoutes } from "../routes/cryptomus_webhook.ts";
import { erasureRoutes } from "../routes/erasure.ts";
import { exportFileRoutes, exportRoutes } from "../routes/export.ts";
import { incognitoRoutes } from "../routes/incognito.ts";
import { knowledgeRoutes } from "../routes/knowledge.ts";
import { lessonPictureRoutes, lessonRoutes } from "../routes/lessons.ts";
import { liveKitWebhookRoutes } from "../routes/livekit_webhook.ts";
import { memoryRoutes } from "../routes/memory.ts";
import { noticeRoutes } from "../routes/notices.ts";
import { paymentRoutes } from "../routes/payments.ts";
import { saleRoutes } from "../routes/sale.ts";
import { promoRoutes } from "../routes/promos.ts";
import { settingsRoutes } from "../routes/settings.ts";
import { subscriptionRoutes } from "../routes/subscription.ts";
import { createPaymentInbox } from "../services/payment_inbox.ts";
import type { AppDependencies } from "./dependencies.ts";
import { handedOver, handOver } from "./handed_over.ts";
import type { Limits } from "./limits.ts";
import { readDocument } from "./loading.ts";
import type { Services } from "./services.ts";

/** Routes that the first requests do without. */
export interface MoreRoutes {
  /** Below `/api`, for members. */
  ofMembers(context: RequestContext): Promise<Response>;
  /** Below `/api/agent`, for the agents in calls. */
  ofAgent(context: RequestContext): Promise<Response>;
  /** What carries no session. */
  ofAnybody(context: RequestContext): Promise<Response>;
}

/** Makes the routes that are loaded with the first request for one of them. */
export async function createMoreRoutes(
  deps: AppDependencies,
  services: Services,
  limits: Limits,
): Promise<MoreRoutes> {
  const { config, texts, rooms, payments, clock, liveness } = deps;
  const { community } = config;
  const { publicUrl } = config.server;
  const { db, members } = services;
  const { memory, knowledge, carePlans, codes, lessons, calls, talk, more, selling } =
    services.loading;
  const invoices = async () => (await selling()).invoices;
  const stars = async () => (await selling()).stars;
  const { incognito, settings, notices, sale, trials, exports, erasures } = await more();
  const inbox = payments && createPaymentInbox({ db, clock, payments });
  const ofMembers = handedOver("/api")
    .route("/", incognitoRoutes({ incognito, limit: limits.chat }))
    .route("/", settingsRoutes({ settings }))
    .route("/", saleRoutes({ sale, trials, members }))
    .route("/", noticeRoutes({ notices, members }))
    .route("/", memoryRoutes({ memory }))
    .route("/", callRoutes({ calls, liveness, limit: limits.call }))
    .route("/", carePlanRoutes({ carePlans }))
    .route("/", lessonRoutes({ lessons }))
    .route("/", paymentRoutes({ invoices, limit: limits.payment }))
    .route("/", subscriptionRoutes({ stars, limit: limits.payment }))
    .route("/", promoRoutes({ codes, members }))
    .route("/", exportRoutes({ exports, publicUrl, limit: limits.export }))
    .route("/", erasureRoutes({ erasures }))
    .route("/", knowledgeRoutes({ knowledge, readDocument, members, community, texts }));
  const ofAgent = handedOver("/api")
    .route("/", agentRoutes({ calls, talk, liveness, limit: limits.agent }));
  const ofAnybody = handedOver("/")
    .route("/", liveKitWebhookRoutes({ calls, rooms }))
    .route("/", cryptomusWebhookRoutes({ inbox, invoices }))
    .route("/", exportFileRoutes({ exports, limit: limits.export }))
    .route("/", lessonPictureRoutes({ lessons }));
  return {
    ofMembers: handOver(ofMembers),
    ofAgent: handOver(ofAgent),
    ofAnybody: handOver(ofAnybody),
  };
}
