/** A file of the owner's material on this machine. */
export interface FoundFile {
  /** Where it is. */
  path: string;
  /** The name by which it is known: with the folders below the one that was given. */
  file: string;
}

/** What was found at the paths that were given. */
export interface FoundFiles {
  files: FoundFile[];
  /** Paths at which there is nothing, or nothing that may be read, each with the reason. */
  missing: { path: string; reason: string }[];
  /** How many files in the folders are no documents by the end of their names. */
  others: number;
}

/**
 * Finds the documents at paths: files as they are, folders with all that is below them.
 *
 * Within `home` names count from `home`, so that a file has one name whichever folder is given.
 * Hidden files and folders are passed by.
 */
export async function findFiles(
  paths: readonly string[],
  options: { home: string; isDocument(file: string): boolean },
): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], missing: [], others: 0 };
  const home = await Deno.realPath(options.home).catch(() => undefined);
  for (const path of paths) {
    try {
      const real = await Deno.realPath(path);
      const isFolder = (await Deno.stat(real)).isDirectory;
      const base = home !== undefined && isWithin(real, home) ? home : folderOf(real, isFolder);
      const add = (file: string) => found.files.push({ path: file, file: nameBelow(file, base) });
      if (!isFolder) add(real);
      else {
        for await (const file of walk(real)) {
          if (options.isDocument(file)) add(file);
          else found.others += 1;
        }
      }
    } catch (error) {
      found.missing.push({ path, reason: reasonOf(error) });
    }
  }
  found.files = unique(found.files);
  return found;
}

/** The files below a folder, in the order of their names; links are followed where they are files. */
async function* walk(folder: string): AsyncGenerator<string> {
  const entries = (await Array.fromAsync(Deno.readDir(folder)))
    .filter(({ name }) => !name.startsWith("."))
    .sort((one, other) => one.name < other.name ? -1 : 1);
  for (const { name, isDirectory, isFile, isSymlink } of entries) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* walk(path);
    else if (isFile || isSymlink && (await Deno.stat(path).catch(() => undefined))?.isFile) {
      yield path;
    }
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function folderOf(path: string, isFolder: boolean): string {
  return isFolder ? path : path.slice(0, path.lastIndexOf("/"));
}

function nameBelow(path: string, folder: string): string {
  return path.slice(folder.length).replace(/^\/+/, "").normalize("NFC");
}

/** A file that lies in two of the folders that were given is one file. */
function unique(files: readonly FoundFile[]): FoundFile[] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

/** Why a path cannot be read or written, in words. */
export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "There is no such file or folder.";
  if (error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied) {
    return "The permissions of the task or of the file do not let it be used.";
  }
  return `It cannot be used: ${error instanceof Error ? error.message : String(error)}.`;
}
