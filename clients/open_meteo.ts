import { z } from "zod";
import type { Clock, DayWeather, Sky, Weather, WeatherReport } from "../services/ports.ts";
import { askApi } from "./outside_api.ts";
import { Recent } from "./recent.ts";

export interface OpenMeteoOptions {
  /** Where the forecast lives, without a slash at the end. */
  baseUrl: string;
  /** Where cities are found, without a slash at the end. */
  geocodingBaseUrl: string;
  clock: Clock;
  /** The time for one question; two are asked. */
  timeoutMilliseconds?: number;
}

const RECENT_MILLISECONDS = 10 * 60_000;

/** https://open-meteo.com/en/docs/geocoding-api: without a result, `results` is not there. */
const cities = z.object({
  results: z.array(z.object({
    name: z.string(),
    country: z.string().nullish(),
    latitude: z.number(),
    longitude: z.number(),
  })).default([]),
});

const perDay = z.array(z.number().nullable()).catch([]);
/** https://open-meteo.com/en/docs */
const forecast = z.object({
  current: z.object({
    /** Seconds since the Unix epoch, as `timeformat=unixtime` makes it. */
    time: z.number(),
    temperature_2m: z.number(),
    apparent_temperature: z.number().nullish(),
    relative_humidity_2m: z.number().nullish(),
    weather_code: z.number().nullish(),
    wind_speed_10m: z.number().nullish(),
  }),
  daily: z.object({
    weather_code: perDay,
    temperature_2m_max: perDay,
    temperature_2m_min: perDay,
    precipitation_probability_max: perDay,
  }).optional(),
});

type City = z.infer<typeof cities>["results"][number];
type Forecast = z.infer<typeof forecast>;

/** Open-Meteo's weather; it needs no key. */
export function createOpenMeteo(options: OpenMeteoOptions): Weather {
  const { timeoutMilliseconds } = options;
  const recent = new Recent<WeatherReport | undefined>(options.clock, RECENT_MILLISECONDS);

  async function find(city: string, signal: AbortSignal): Promise<City | undefined> {
    const url = new URL(`${options.geocodingBaseUrl}/v1/search`);
    url.searchParams.set("name", city);
    url.searchParams.set("count", "1");
    // Names are translated, so the answer is in the letters of the question.
    url.searchParams.set("language", /\p{Script=Cyrillic}/u.test(city) ? "ru" : "en");
    url.searchParams.set("format", "json");
    const found = await askApi({ url, schema: cities, timeoutMilliseconds, signal });
    return found?.results[0];
  }

  async function report(city: string, signal: AbortSignal): Promise<WeatherReport | undefined> {
    const found = await find(city, signal);
    if (!found) return undefined;
    const url = new URL(`${options.baseUrl}/v1/forecast`);
    const { latitude, longitude } = found;
    const asked = {
      latitude: String(latitude),
      longitude: String(longitude),
      current:
        "temperature_2m,apparent_temperature,relative_humidity_2m,weather_code,wind_speed_10m",
      daily: "weather_code,temperature_2m_max,temperature_2m_min,precipitation_probability_max",
      forecast_days: "2",
      wind_speed_unit: "ms",
      timeformat: "unixtime",
      timezone: "auto",
    };
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
    const told = await askApi({ url, schema: forecast, timeoutMilliseconds, signal });
    return told && reportOf(told, found);
  }

  return {
    now: ({ city, signal }) =>
      recent.get(city.trim().toLowerCase(), () => report(city.trim(), signal)),
  };
}

function reportOf({ current, daily }: Forecast, { name, country }: City): WeatherReport {
  return {
    city: name,
    country: country ?? null,
    celsius: current.temperature_2m,
    feelsLike: current.apparent_temperature ?? null,
    sky: skyOf(current.weather_code),
    humidity: current.relative_humidity_2m ?? null,
    wind: current.wind_speed_10m ?? null,
    today: dayOf(daily, 0),
    tomorrow: dayOf(daily, 1),
    at: current.time * 1000,
  };
}

function dayOf(daily: Forecast["daily"], index: number): DayWeather | null {
  const lowest = daily?.temperature_2m_min[index];
  const highest = daily?.temperature_2m_max[index];
  if (typeof lowest !== "number" || typeof highest !== "number") return null;
  return {
    lowest,
    highest,
    sky: skyOf(daily?.weather_code[index]),
    precipitation: daily?.precipitation_probability_max[index] ?? null,
  };
}

/** WMO's codes, as Open-Meteo's documentation lists them. */
const SKY_BY_CODE: Record<number, Sky> = {
  0: "clear",
  1: "mostly_clear",
  2: "partly_cloudy",
  3: "overcast",
  45: "fog",
  48: "fog",
  51: "drizzle",
  53: "drizzle",
  55: "drizzle",
  56: "freezing_rain",
  57: "freezing_rain",
  61: "light_rain",
  63: "rain",
  65: "heavy_rain",
  66: "freezing_rain",
  67: "freezing_rain",
  71: "light_snow",
  73: "snow",
  75: "heavy_snow",
  77: "light_snow",
  80: "light_rain",
  81: "rain",
  82: "heavy_rain",
  85: "snow",
  86: "heavy_snow",
  95: "thunderstorm",
  96: "hail",
  99: "hail",
};

function skyOf(code: number | null | undefined): Sky | null {
  return SKY_BY_CODE[code ?? -1] ?? null;
}
