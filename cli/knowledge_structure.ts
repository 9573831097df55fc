import { later } from "../domain/later.ts";
import type {
  GuideProgress,
  GuideReport,
  GuideStop,
  PartProblem,
} from "../services/transcripts.ts";
import { isTranscriptName, readTranscript } from "../services/transcripts_source.ts";
import { type CommandDependencies, count } from "./command.ts";
import { findFiles, type FoundFile } from "./files.ts";
import { explainFailure, readFile } from "./knowledge_add.ts";

const PROBLEMS: Record<PartProblem, string> = {
  blocked: "Gemini withheld its answer",
  malformed: "the answer was not of the form asked for",
  empty: "the answer was empty",
  unlike: "the answer spoke of something else than the transcript",
  timeout: "Gemini did not answer in time",
};

/**
 * Makes a Markdown guide of each transcript; the transcripts are left as they are.
 *
 * What is made of a transcript is kept in a hidden file beside its guide until all of it is, so that
 * the next run goes on. Answers 1 where a file or a part failed or the work stopped.
 */
export async function structureTranscripts(
  { paths, out }: { paths: readonly string[]; out: string | undefined },
  deps: CommandDependencies,
): Promise<number> {
  const { knowledgeFolder, print, printError } = deps;
  if (!deps.transcripts) {
    printError("GEMINI_API_KEY is not set. Make a key at https://aistudio.google.com/apikey.");
    return 2;
  }
  const folder = (out ?? `${knowledgeFolder}/structured`).replace(/\/+$/, "");
  const { files, missing } = await findFiles(paths, {
    home: knowledgeFolder,
    isDocument: isTranscriptName,
  });
  for (const { path, reason } of missing) printError(`${path}: ${reason}`);
  let failed = missing.length;
  for (const [index, found] of files.entries()) {
    const place = `${index + 1}/${files.length} ${found.file}`;
    try {
      const result = await structureOne(found, { folder, place }, deps);
      if (result !== "done") failed += 1;
      if (typeof result === "object") {
        printError(explainStop(result));
        failed += files.length - index - 1;
        break;
      }
    } catch (error) {
      failed += 1;
      printError(`${place}  failed: ${await explainFailure(error, deps.texts)}`);
    }
  }
  print(`${count(files.length, "transcript")}, ${failed} of them not whole. Guides: ${folder}/`);
  if (failed < files.length) print("To take them in: deno task sfera knowledge add");
  return failed > 0 ? 1 : 0;
}

/** Makes the guide of one transcript; answers what stopped the work where something did. */
async function structureOne(
  found: FoundFile,
  { folder, place }: { folder: string; place: string },
  deps: CommandDependencies,
): Promise<"done" | "partly" | GuideStop> {
  const { print, printError } = deps;
  const source = await readFile(found, readTranscript);
  const paths = pathsOf(folder, found.file);
  const progress = await readProgress(paths.progress);
  const earlier = await Deno.readTextFile(paths.guide).catch(() => undefined);
  const { originOf } = await import(
    later("../services/transcripts_text.ts")
  ) as typeof import("../services/transcripts_text.ts");
  const origin = earlier === undefined ? undefined : originOf(earlier);
  if (!progress && origin?.file === source.file && origin.hash === source.hash) {
    print(`${place}  unchanged`);
    return "done";
  }
  if (earlier !== undefined && origin?.file !== source.file) {
    printError(
      `${place}  failed: ${paths.guide} was not made of this transcript. Choose another --out.`,
    );
    return "partly";
  }
  await Deno.mkdir(paths.guide.slice(0, paths.guide.lastIndexOf("/")), { recursive: true });
  const transcripts = await deps.transcripts!();
  const report = await transcripts.structure({
    source,
    progress,
    keep: (next) => replaceFile(paths.progress, JSON.stringify(next)),
    tell({ part, parts, problem }) {
      if (!problem) return print(`${place}  part ${part} of ${parts}`);
      printError(`${place}  part ${part} of ${parts} failed: ${PROBLEMS[problem]}`);
    },
    signal: new AbortController().signal,
  });
  if (report.guide === null) return report.stopped!;
  // Somebody may have worked on it by hand.
  if (earlier !== undefined && earlier !== report.guide) {
    await Deno.rename(paths.guide, paths.earlier);
    print(`${place}  the guide that was there is kept as ${paths.earlier}`);
  }
  await replaceFile(paths.guide, report.guide);
  print(`${place}  ${describe(report)}: ${paths.guide}`);
  if (report.failed.length > 0) return "partly";
  await Deno.remove(paths.progress).catch(() => {});
  return "done";
}

/** Where the guide of a transcript lies, and hidden beside it what belongs to it. */
function pathsOf(folder: string, file: string) {
  const name = `${folder}/${file.replace(/\.[^./]+$/, "")}`;
  const hidden = name.replace(/[^/]+$/, ".$&");
  return {
    guide: `${name}.md`,
    progress: `${hidden}.progress.json`,
    earlier: `${hidden}.earlier.md`,
  };
}

/** What was made before; a file that cannot be read is begun anew. */
async function readProgress(path: string): Promise<GuideProgress | undefined> {
  try {
    const { parseProgress } = await import(
      later("../services/transcripts.ts")
    ) as typeof import("../services/transcripts.ts");
    return parseProgress(JSON.parse(await Deno.readTextFile(path)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Writes a file so that it is there whole or not at all. */
async function replaceFile(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(`${path}.new`, text);
  await Deno.rename(`${path}.new`, path);
}

function describe({ parts, keptParts, failed, wordsIn, wordsOut }: GuideReport): string {
  return [
    count(parts, "part"),
    ...(keptParts > 0 ? [`${keptParts} made before`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed and stand as they were said`] : []),
    `${wordsIn} words in, ${wordsOut} out`,
  ].join(", ");
}

function explainStop(stop: GuideStop): string {
  const goesOn = "What is done is kept: run the same again and it goes on there.";
  if (stop.reason === "day_quota") {
    return `Gemini's quota for today is used up. ${goesOn}`;
  }
  if (stop.reason === "busy") return `Gemini is too busy at the moment. ${goesOn}`;
  return `Gemini cannot be asked: ${stop.why}. ${goesOn}`;
}
