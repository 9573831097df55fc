import assert from "node:assert/strict";
import { systemIds } from "../../clients/system.ts";
import { DOCUMENT_BUTTON, documentButtonData, uploadName } from "../../domain/upload.ts";
import { documentIdOf } from "../../services/knowledge.ts";

Deno.test("a file's name keeps its words and its end, and nothing that is no name", () => {
  assert.equal(uploadName("Риск-менеджмент 2.md"), "Риск-менеджмент 2.md");
  assert.equal(uploadName("../../etc/passwd.txt"), "passwd.txt");
  assert.equal(uploadName("C:\\guides\\a.docx"), "a.docx");
  assert.equal(uploadName("a\u202Efdp.exe.md"), "afdp.exe.md");
  assert.equal(uploadName("и\u0306.md"), "й.md");
  assert.equal(uploadName(undefined), "document");
  assert.equal(uploadName(" / "), "document");
  assert.equal(uploadName(`${"а".repeat(300)}.pdf`), `${"а".repeat(120)}.pdf`);
});

Deno.test("what a button sends back fits into Telegram's 64 bytes and is understood", async () => {
  const document = { id: await documentIdOf("stop-loss.md"), revision: systemIds().next() };
  for (const action of ["undo", "remove"] as const) {
    const data = documentButtonData(action, document);
    assert(new TextEncoder().encode(data).length <= 64);
    assert.deepEqual(DOCUMENT_BUTTON.exec(data)!.slice(1), [
      action,
      document.id,
      document.revision,
    ]);
  }
});
