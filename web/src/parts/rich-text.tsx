/** An answer's words with their little Markdown; see `chat/format.ts`. */
import { type Block, blocksOf, type Span } from "../chat/format.ts";
import { t } from "../texts.ts";

function Piece({ span, cited }: { span: Span; cited: ReadonlySet<string> }) {
  switch (span.mark) {
    case "bold":
      return <b>{span.text}</b>;
    case "italic":
      return <em>{span.text}</em>;
    case "code":
      return <code>{span.text}</code>;
    case "cite":
      return cited.has(span.text)
        ? <span class="cite" aria-label={t("app-source", { number: span.text })}>{span.text}</span>
        : <>[{span.text}]</>;
    default:
      return <>{span.text}</>;
  }
}

function Line({ spans, cited }: { spans: Span[]; cited: ReadonlySet<string> }) {
  return <>{spans.map((span, at) => <Piece key={at} span={span} cited={cited} />)}</>;
}

function Part({ block, cited }: { block: Block; cited: ReadonlySet<string> }) {
  const lines = block.lines.map((spans, at) => <Line key={at} spans={spans} cited={cited} />);
  if (block.kind === "list") {
    const items = lines.map((line, at) => <li key={at} dir="auto">{line}</li>);
    return block.ordered
      ? <ol style={{ "--before": block.start - 1 }}>{items}</ol>
      : <ul>{items}</ul>;
  }
  return (
    <p dir="auto" class={block.kind === "heading" ? "head" : undefined}>
      {lines.map((line, at) => <span key={at} class="line">{line}</span>)}
    </p>
  );
}

interface RichTextProps {
  text: string;
  /** The numbers of the sources that came along; others stay as they were written. */
  cited: ReadonlySet<string>;
}

export function RichText({ text, cited }: RichTextProps) {
  return <>{blocksOf(text).map((block, at) => <Part key={at} block={block} cited={cited} />)}</>;
}
