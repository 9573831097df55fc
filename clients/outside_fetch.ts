import { lookup } from "node:dns/promises";
import { AppError } from "../domain/errors.ts";
import { decodePage } from "./decode_page.ts";
import { inflate } from "./inflate.ts";
import { addressIn, isPublicAddress } from "./outside_address.ts";
import { type Connect, type PinnedResponse, requestPinned } from "./pinned_request.ts";
import { Deadline, untilAborted } from "./deadline.ts";

export interface OutsideFetchOptions {
  /** The time for all of it, redirects too, in milliseconds; 4000 by default. */
  timeoutMilliseconds?: number;
  /** The most of a page that is read, before and after it is unpacked; 1 MB by default. */
  mostBytes?: number;
  /** Origins on this machine, for the box and tests: their address and port are not checked. */
  trustedOrigins?: readonly string[];
  /** Resolves a name to all its addresses. */
  resolve?: (name: string) => Promise<string[]>;
  connect?: Connect;
}

export interface OutsidePage {
  /** Where it was found, after redirects. */
  url: string;
  type: "text/html" | "text/plain";
  text: string;
}

/** Fetches a page; see `createOutsideFetch`. */
export type OutsideFetch = (url: string, signal: AbortSignal) => Promise<OutsidePage>;

const MOST_REDIRECTS = 4;
/** Addresses of a name that are tried, one after another. */
const MOST_TRIED = 2;
const REDIRECTS = [301, 302, 303, 307, 308];
const PORTS = ["", "80", "443"];
/** Names that mean something only within a network (RFC 6761, 6762, 8375, 9476). */
const LOCAL_NAMES = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|arpa|alt|onion)$/;

const refused = (reason: string) => new AppError("outside_refused", { reason });
const failed = (reason: string) => new AppError("outside_failed", { reason });

/**
 * Makes the fetch for addresses that come from outside, such as those in search results.
 *
 * Only public web servers are asked: http and https at their own ports, every address of a name
 * checked, the connection opened to a checked address and to no other, each redirect checked anew.
 * A page that is longer than the bound is cut there.
 *
 * Errors: `outside_refused` where it may not be asked or is no page of text, `outside_failed` where
 * it does not answer, both with a `reason` in words that repeats nothing of the address; the
 * signal's reason once it aborts.
 */
export function createOutsideFetch(options: OutsideFetchOptions = {}): OutsideFetch {
  const { timeoutMilliseconds = 4_000, mostBytes = 1_000_000, trustedOrigins = [] } = options;
  const { resolve = resolveName, connect = Deno.connect } = options;

  /** The addresses that a page may be asked at. */
  async function addressesOf(url: URL, signal: AbortSignal): Promise<string[]> {
    const literal = addressIn(url);
    if (trustedOrigins.includes(url.origin)) return literal ? [literal] : ["127.0.0.1"];
    if (!PORTS.includes(url.port)) throw refused("its port is not one of the web's");
    if (literal) {
      if (!isPublicAddress(literal)) throw refused("its address is not public");
      return [literal];
    }
    const name = url.hostname.replace(/\.$/, "");
    if (!name.includes(".") || LOCAL_NAMES.test(name)) throw refused("its name is not public");
    const addresses = await untilAborted(resolve(name), signal).catch(() => {
      signal.throwIfAborted();
      throw failed("its name is not known");
    });
    if (addresses.length === 0) throw failed("its name is not known");
    // One bad address is enough: the name may be meant to be asked until it gives the bad one.
    if (!addresses.every(isPublicAddress)) throw refused("its address is not public");
    return addresses;
  }

  async function ask(url: URL, signal: AbortSignal): Promise<PinnedResponse> {
    const addresses = (await addressesOf(url, signal)).slice(0, MOST_TRIED);
    for (const [index, address] of addresses.entries()) {
      try {
        return await requestPinned({ url, address, connect, signal });
      } catch (error) {
        if (signal.aborted || index === addresses.length - 1) throw error;
      }
    }
    throw failed("its name is not known");
  }

  async function follow(address: string, signal: AbortSignal): Promise<OutsidePage> {
    let url = webAddress(address);
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      const response = await ask(url, signal);
      try {
        const location = response.headers.get("location");
        if (!REDIRECTS.includes(response.status)) return await read(url, response, signal);
        if (!location) throw failed("it leads nowhere");
        url = webAddress(location, url);
      } finally {
        response.close();
      }
    }
    throw refused("it leads from one address to another too often");
  }

  async function read(
    url: URL,
    { status, headers, body }: PinnedResponse,
    signal: AbortSignal,
  ): Promise<OutsidePage> {
    if (status !== 200) throw failed(`it answered with status ${status}`);
    const contentType = headers.get("content-type") ?? "";
    const type = contentType.split(";")[0]!.trim().toLowerCase();
    if (type !== "text/html" && type !== "text/plain") throw refused("it is not a page of text");
    const encoding = headers.get("content-encoding") ?? "";
    const bytes = await inflate(body, encoding, { mostBytes, signal });
    return { url: url.href, type, text: decodePage(bytes, contentType) };
  }

  return async (address, caller) => {
    const deadline = new Deadline(caller, timeoutMilliseconds);
    try {
      return await follow(address, deadline.signal);
    } catch (error) {
      caller.throwIfAborted();
      if (deadline.passed) throw failed("it took too long");
      throw error instanceof AppError ? error : failed("it cannot be read");
    } finally {
      deadline.clear();
    }
  };
}

/** Parses an address as the web's; a relative one belongs to the page that named it. */
function webAddress(text: string, from?: URL): URL {
  if (!URL.canParse(text, from)) throw refused("it is not an address");
  const url = new URL(text, from);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw refused("it is not on the web");
  if (url.username !== "" || url.password !== "") throw refused("its address holds a password");
  return url;
}

/** IPv4 first: every machine that serves can reach it. */
async function resolveName(name: string): Promise<string[]> {
  const found = await lookup(name, { all: true });
  return found.sort((one, other) => one.family - other.family).map(({ address }) => address);
}
