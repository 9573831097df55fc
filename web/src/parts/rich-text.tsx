/** Words with their little Markdown; see `chat/format.ts`. */
import type { ComponentChild } from "preact";
import { type Block, blocksOf, type Span, unwrapped } from "../chat/format.ts";
import { openLink } from "../telegram.ts";
import "../styles/rich.css";

/** How the mark of a source is drawn; without one it stays as it was written. */
export type CiteView = (span: Span) => ComponentChild;

/** A link to a page outside, opened the way Telegram does it. */
export function OutLink(
  { url, ...rest }: { url: string; class?: string; label?: string; children: ComponentChild },
) {
  return (
    <a
      class={rest.class}
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={rest.label}
      onClick={(event) => {
        event.preventDefault();
        openLink(url);
      }}
    >
      {rest.children}
    </a>
  );
}

function Plain({ span, cite }: { span: Span; cite?: CiteView }) {
  switch (span.mark) {
    case "bold":
      return <b>{span.text}</b>;
    case "italic":
      return <em>{span.text}</em>;
    case "code":
      return <code>{span.text}</code>;
    case "link":
      return <OutLink class="link" url={span.url!}>{span.text}</OutLink>;
    case "cite":
      return <>{cite ? cite(span) : `[${span.text}]`}</>;
    default:
      return <>{span.text}</>;
  }
}

function Line({ spans, cite }: { spans: Span[]; cite?: CiteView }) {
  return (
    <>
      {spans.map((span, at) =>
        span.quoted
          ? (
            <mark key={at}>
              <Plain span={span} cite={cite} />
            </mark>
          )
          : <Plain key={at} span={span} cite={cite} />
      )}
    </>
  );
}

function Table({ cells, columns }: { cells: ComponentChild[]; columns: number }) {
  const rows = Array.from(
    { length: cells.length / columns },
    (_, row) => cells.slice(row * columns, (row + 1) * columns),
  );
  return (
    <div class="table" tabIndex={0} role="group">
      <table>
        <thead>
          <tr>{rows[0]!.map((cell, at) => <th key={at}>{cell}</th>)}</tr>
        </thead>
        <tbody>
          {rows.slice(1).map((row, at) => (
            <tr key={at}>{row.map((cell, column) => <td key={column}>{cell}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Part({ block, cite }: { block: Block; cite?: CiteView }) {
  const lines = block.lines.map((spans, at) => <Line key={at} spans={spans} cite={cite} />);
  if (block.kind === "list") {
    const items = lines.map((line, at) => <li key={at} dir="auto">{line}</li>);
    return block.ordered
      ? <ol style={{ "--before": block.start - 1 }}>{items}</ol>
      : <ul>{items}</ul>;
  }
  if (block.kind === "table") return <Table cells={lines} columns={block.columns} />;
  const inside = lines.map((line, at) => <span key={at} class="line">{line}</span>);
  if (block.kind === "quote") return <blockquote dir="auto">{inside}</blockquote>;
  if (block.kind === "code") return <pre><code>{inside}</code></pre>;
  return <p dir="auto" class={block.kind === "heading" ? "head" : undefined}>{inside}</p>;
}

/** Blocks that were made of a text before, such as a passage with its quote. */
export function Blocks({ blocks, cite }: { blocks: Block[]; cite?: CiteView }) {
  return (
    <div class="rich">
      {blocks.map((block, at) => <Part key={at} block={block} cite={cite} />)}
    </div>
  );
}

interface RichTextProps {
  text: string;
  /** It comes from a file: its lines were broken at a margin; see `unwrapped`. */
  filed?: boolean;
  cite?: CiteView;
}

export function RichText({ text, filed, cite }: RichTextProps) {
  return <Blocks blocks={blocksOf(filed ? unwrapped(text) : text)} cite={cite} />;
}
