import { Composer } from "grammy";
import { DOCUMENT_BUTTON, type DocumentAction } from "../domain/upload.ts";
import type { BotDependencies, MemberContext } from "./context.ts";

/**
 * Documents that an operator sends become a part of the knowledge; buttons take them back.
 *
 * Those of other members are left to what answers everything else.
 */
export function documents({ operators, outbox, uploads }: BotDependencies) {
  const composer = new Composer<MemberContext>();
  const isOperator = ({ member }: MemberContext) => operators.includes(member.telegramId);

  composer.on("message:document").filter(isOperator, async ({ member, message, update }) => {
    const { file_id, file_name, file_size } = message.document;
    await (await uploads()).accept({
      member,
      updateId: update.update_id,
      document: { fileId: file_id, name: file_name, bytes: file_size },
    });
  });

  composer.callbackQuery(DOCUMENT_BUTTON).filter(isOperator, async (context) => {
    const { member, match, update } = context;
    const [, action, documentId, revision] = match as unknown as string[];
    const text = await (await uploads()).act({
      member,
      action: action as DocumentAction,
      documentId: documentId!,
      revision: revision!,
    });
    await outbox.send({
      member,
      kind: "upload",
      dedupeKey: `update:${update.update_id}`,
      text,
    });
    // Telegram forgets a press after a while, and a message may be gone: both change nothing.
    await context.answerCallbackQuery().catch(() => {});
    await context.editMessageReplyMarkup().catch(() => {});
  });

  // A button of a member who looks after the knowledge no more still has to be answered.
  composer.callbackQuery(DOCUMENT_BUTTON, async (context) => {
    await context.answerCallbackQuery().catch(() => {});
  });
  return composer;
}
