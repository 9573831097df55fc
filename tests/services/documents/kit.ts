/** Files as other programs make them, small enough to be written by hand. */
import { strToU8, zipSync } from "fflate";

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A text in windows-1251. */
export function windows1251(text: string): Uint8Array {
  const signs: Record<string, number> = { "ё": 0xb8, "Ё": 0xa8, "«": 0xab, "»": 0xbb, "—": 0x97 };
  return Uint8Array.from(text, (letter) => {
    const code = letter.charCodeAt(0);
    if (code >= 0x410 && code <= 0x44f) return code - 0x410 + 0xc0;
    return signs[letter] ?? code;
  });
}

/** A text in UTF-16 with its mark. */
export function utf16(text: string, order: "little" | "big"): Uint8Array {
  const bytes = new Uint8Array(2 + text.length * 2);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, order === "little");
  for (let at = 0; at < text.length; at += 1) {
    view.setUint16(2 + at * 2, text.charCodeAt(at), order === "little");
  }
  return bytes;
}

/** A DOCX of paragraphs; a style such as `Heading1` makes one a heading, `picture` puts one in. */
export function docxFile(
  paragraphs: { text: string; style?: string; picture?: true }[],
  { title, more = {} }: { title?: string; more?: Record<string, Uint8Array> } = {},
): Uint8Array {
  const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const body = paragraphs.map(({ text, style, picture }) => {
    const properties = style ? `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>` : "";
    const words = `<w:r><w:t xml:space="preserve">${escape(text)}</w:t></w:r>`;
    return `<w:p>${properties}${picture ? PICTURE : ""}${words}</w:p>`;
  }).join("");
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  const packages = "http://schemas.openxmlformats.org/package/2006";
  const types = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
  const office =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
  return zipSync({
    "[Content_Types].xml": strToU8(
      `${head}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${types}"/></Types>`,
    ),
    "_rels/.rels": strToU8(
      `${head}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}" Target="word/document.xml"/></Relationships>`,
    ),
    "word/document.xml": strToU8(
      `${head}<w:document xmlns:w="${word}"><w:body>${body}</w:body></w:document>`,
    ),
    "word/_rels/document.xml.rels": strToU8(
      `${head}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId9" Type="${
        office.replace(/officeDocument$/, "image")
      }" Target="media/image1.png"/></Relationships>`,
    ),
    "word/media/image1.png": new Uint8Array(64),
    ...title
      ? {
        "docProps/core.xml": strToU8(
          `${head}<cp:coreProperties xmlns:cp="${packages}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${
            escape(title)
          }</dc:title></cp:coreProperties>`,
        ),
      }
      : {},
    ...more,
  });
}

const DRAWINGS = "http://schemas.openxmlformats.org/drawingml/2006";
const PICTURE =
  `<w:r><w:drawing><wp:inline xmlns:wp="${DRAWINGS}/wordprocessingDrawing"><wp:docPr id="1" name="p" descr="График"/><a:graphic xmlns:a="${DRAWINGS}/main"><a:graphicData><pic:pic xmlns:pic="${DRAWINGS}/picture"><pic:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`;

/** A line of a page; 12 points where no size is told. */
export interface PageLine {
  text: string;
  foot: number;
  size?: number;
}

/**
 * A PDF of lines; letters are written as windows-1251 and told to be so.
 *
 * `locked` gives it a password.
 */
export function pdfFile(
  pages: PageLine[][],
  { title, locked = false }: { title?: string; locked?: boolean } = {},
): Uint8Array {
  const objects: string[] = [];
  const add = (content: string) => objects.push(content);
  const pageNumber = (index: number) => 5 + index * 2;
  const kids = pages.map((_, index) => `${pageNumber(index)} 0 R`).join(" ");
  add("<< /Type /Catalog /Pages 2 0 R >>");
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  add(
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 4 0 R >>",
  );
  add(stream(LETTERS));
  for (const [index, lines] of pages.entries()) {
    const content = lines.map(({ text, foot, size = 12 }) =>
      `BT /F1 ${size} Tf 1 0 0 1 72 ${foot} Tm <${hexadecimal(windows1251(text))}> Tj ET`
    ).join("\n");
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${
        pageNumber(index) + 1
      } 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
    );
    add(stream(content));
  }
  const information = title === undefined ? "" : ` /Info ${add(`<< /Title (${title}) >>`)} 0 R`;
  const word = "00".repeat(32);
  const encryption = locked
    ? ` /Encrypt << /Filter /Standard /V 1 /R 2 /O <${word}> /U <${word}> /P -4 >> /ID [<00> <00>]`
    : "";
  let text = "%PDF-1.4\n";
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const table = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join("")}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R${information}${encryption} >>\n`;
  return bytesOf(`${text}startxref\n${table}\n%%EOF\n`);
}

/** Which letter a byte stands for: those of ASCII for themselves, Russian ones as in windows-1251. */
const LETTERS = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Letters def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange
5 beginbfrange <20> <7E> <0020>
<C0> <FF> <0410>
<B8> <B8> <0451>
<AB> <AB> <00AB>
<BB> <BB> <00BB> endbfrange
endcmap end end`;

const stream = (content: string) =>
  `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
