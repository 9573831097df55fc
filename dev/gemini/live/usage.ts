import { type Content, textOf } from "../protocol.ts";

/** Tokens a second of sound (https://ai.google.dev/gemini-api/docs/tokens). */
const AUDIO_TOKENS = 32;
const HEARD_BYTES_A_SECOND = 32_000;

/** What a turn has used, as Gemini counts it: by modality, about four characters a token of text. */
export function usageOf(
  contents: readonly Content[],
  heardBytes: number,
  spokenMilliseconds: number,
  text: string,
) {
  const read = Math.ceil(contents.map(textOf).join("").length / 4);
  const heard = Math.ceil(heardBytes / HEARD_BYTES_A_SECOND * AUDIO_TOKENS);
  const spoken = Math.ceil(spokenMilliseconds / 1000 * AUDIO_TOKENS);
  const written = Math.ceil(text.length / 4);
  return {
    promptTokenCount: read + heard,
    responseTokenCount: spoken + written,
    totalTokenCount: read + heard + spoken + written,
    promptTokensDetails: [
      { modality: "TEXT", tokenCount: read },
      { modality: "AUDIO", tokenCount: heard },
    ],
    responseTokensDetails: [
      { modality: "TEXT", tokenCount: written },
      { modality: "AUDIO", tokenCount: spoken },
    ],
  };
}
