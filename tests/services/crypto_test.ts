import assert from "node:assert/strict";
import { signer } from "../../services/crypto.ts";

Deno.test("what is signed for one purpose is signed for no other, nor by another bot", () => {
  const sign = signer("1:token", "session");
  // As OpenSSL has it: the key is the HMAC of "sfera session", in the bot token.
  assert.equal(sign("anna.1.2"), "kTbMcb6B_-X96VvkueYLV0SITHrmRoNHhpSoJmHxZ-g");
  const others = [
    signer("1:token", "export")("anna.1.2"),
    signer("2:token", "session")("anna.1.2"),
    sign("anna.1.3"),
  ];
  assert.equal(new Set([sign("anna.1.2"), ...others]).size, 4);
});
