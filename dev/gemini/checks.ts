import { type Content, type GenerateRequest, type Part, Refusal } from "./protocol.ts";
import { signCall } from "./signatures.ts";

/** https://ai.google.dev/api/caching#FunctionDeclaration */
const FUNCTION_NAME = /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/;

/** Refuses a request that Gemini would refuse. */
export function checkRequest({ contents, tools }: GenerateRequest): void {
  if (contents.length === 0) {
    throw new Refusal(400, "* GenerateContentRequest.contents: contents is not specified");
  }
  for (const { name } of tools.flatMap((tool) => tool.functionDeclarations)) {
    if (!FUNCTION_NAME.test(name)) {
      throw new Refusal(400, `* GenerateContentRequest.tools: Invalid function name \`${name}\`.`);
    }
  }
  checkFunctionCalls(contents);
}

/**
 * Refuses what Gemini refuses about function calls: a signature that is missing or was changed in
 * the current turn, and calls and responses that do not pair up.
 *
 * Only the turn that the member's last words opened is checked for signatures
 * (https://ai.google.dev/gemini-api/docs/thought-signatures), and only the first of parallel calls
 * has one.
 */
function checkFunctionCalls(contents: Content[]): void {
  const turnStart = contents.findLastIndex(isMember);
  contents.forEach((content, index) => {
    if (content.role !== "user" && content.role !== "model") {
      throw new Refusal(400, "Please use a valid role: user, model.");
    }
    const calls = content.parts.filter((part) => part.functionCall);
    if (index > turnStart) checkSignature(content, calls[0], index);
    const answers = contents[index + 1]?.parts.filter((part) => part.functionResponse) ?? [];
    if (calls.length > 0 && answers.length !== calls.length) {
      throw new Refusal(
        400,
        "Please ensure that the number of function response parts is equal to the number of " +
          "function call parts of the function call turn.",
      );
    }
    const before = contents[index - 1]?.parts.some((part) => part.functionCall) ?? false;
    if (content.parts.some((part) => part.functionResponse) && !before) {
      throw new Refusal(
        400,
        "Please ensure that function response turn comes immediately after a function call turn.",
      );
    }
  });
}

function isMember(content: Content): boolean {
  return content.role === "user" && content.parts.some((part) => part.text !== undefined);
}

function checkSignature(content: Content, first: Part | undefined, index: number): void {
  if (!first?.functionCall || content.role !== "model") return;
  if (!first.thoughtSignature) {
    throw new Refusal(
      400,
      "Function call is missing a thought_signature in functionCall parts. This is required for " +
        "tools to work correctly, and missing thought_signature may lead to degraded model " +
        `performance. Additional data, function call \`default_api:${first.functionCall.name}\` , ` +
        `position ${index + 1}.`,
    );
  }
  if (first.thoughtSignature !== signCall(first.functionCall)) {
    throw new Refusal(400, "Corrupted thought signature.");
  }
}
