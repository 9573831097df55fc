/**
 * Countries by ISO 3166-1 alpha-2 code, and where a time zone lies.
 *
 * The package knows which code IANA's time zones belong to; it is loaded with this file, late.
 */
import { getAllCountries, getCountryForTimezone } from "countries-and-timezones";
import type { Language } from "../domain/community.ts";

export interface CountryName {
  code: string;
  name: string;
}

const named = new Map<Language, CountryName[]>();

/** Every country by its name in a language, in the order of that language's alphabet. */
export function listCountries(language: Language): CountryName[] {
  const known = named.get(language);
  if (known) return known;
  const names = new Intl.DisplayNames([language], { type: "region" });
  const { compare } = new Intl.Collator(language);
  const countries = Object.keys(getAllCountries())
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((one, other) => compare(one.name, other.name));
  named.set(language, countries);
  return countries;
}

/** Whether a text is the ISO 3166 code of a country, in two capital letters. */
export function isCountry(code: string): boolean {
  return Object.hasOwn(getAllCountries(), code);
}

/** The country that an IANA time zone lies in, by code; undefined for UTC and for what is no zone. */
export function countryOfTimeZone(timeZone: string): string | undefined {
  return getCountryForTimezone(timeZone, { deprecated: true })?.id;
}
