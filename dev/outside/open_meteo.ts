/** https://open-meteo.com/en/docs and https://open-meteo.com/en/docs/geocoding-api */
import { type Answer, json, type Question } from "./server.ts";

interface City {
  ru: string;
  en: string;
  country: { ru: string; en: string };
  latitude: number;
  longitude: number;
  /** Degrees Celsius now, and WMO's code of the sky. */
  celsius: number;
  code: number;
}

const RUSSIA = { ru: "Россия", en: "Russia" };
const CITIES: City[] = [
  city("Москва", "Moscow", RUSSIA, 55.75222, 37.61556, -2.4, 71),
  city("Казань", "Kazan", RUSSIA, 55.78874, 49.12214, -5.6, 3),
  city("Санкт-Петербург", "Saint Petersburg", RUSSIA, 59.93863, 30.31413, 0.3, 61),
  city("Сочи", "Sochi", RUSSIA, 43.59917, 39.72569, 14.2, 1),
  city("Новосибирск", "Novosibirsk", RUSSIA, 55.0415, 82.9346, -17.8, 0),
  city("Екатеринбург", "Yekaterinburg", RUSSIA, 56.8519, 60.6122, -11.1, 73),
  city(
    "Лондон",
    "London",
    { ru: "Великобритания", en: "United Kingdom" },
    51.50853,
    -0.12574,
    8.6,
    51,
  ),
  city("Париж", "Paris", { ru: "Франция", en: "France" }, 48.85341, 2.3488, 10.4, 2),
  city("Берлин", "Berlin", { ru: "Германия", en: "Germany" }, 52.52437, 13.41053, 5.1, 45),
  city("Нью-Йорк", "New York", { ru: "США", en: "United States" }, 40.71427, -74.00597, 12.9, 95),
];

function city(
  ru: string,
  en: string,
  country: City["country"],
  latitude: number,
  longitude: number,
  celsius: number,
  code: number,
): City {
  return { ru, en, country, latitude, longitude, celsius, code };
}

export function answerGeocoding({ url }: Question): Answer {
  const name = url.searchParams.get("name")?.trim().toLowerCase() ?? "";
  const language = url.searchParams.get("language") === "ru" ? "ru" : "en";
  // Names are looked for in the language that is asked in, and in English.
  const found = name.length < 2
    ? undefined
    : CITIES.find((city) =>
      [city[language], city.en].some((known) =>
        name.length < 3 ? known.toLowerCase() === name : known.toLowerCase().startsWith(name)
      )
    );
  if (!found) return json({ generationtime_ms: 0.5 });
  return json({
    results: [{
      id: CITIES.indexOf(found) + 1,
      name: found[language],
      latitude: found.latitude,
      longitude: found.longitude,
      country: found.country[language],
      feature_code: "PPLA",
    }],
    generationtime_ms: 0.5,
  });
}

export function answerForecast({ url, now }: Question): Answer {
  const latitude = Number(url.searchParams.get("latitude"));
  const longitude = Number(url.searchParams.get("longitude"));
  const found = CITIES.find((city) => city.latitude === latitude && city.longitude === longitude);
  if (!found) return json({ error: true, reason: "Latitude must be in range of -90 to 90°." }, 400);
  const { celsius, code } = found;
  const quarter = 15 * 60;
  const seconds = Math.floor(now / 1000 / quarter) * quarter;
  return json({
    latitude,
    longitude,
    utc_offset_seconds: 10_800,
    current_units: { time: "unixtime", temperature_2m: "°C", wind_speed_10m: "m/s" },
    current: {
      time: seconds,
      interval: quarter,
      temperature_2m: celsius,
      apparent_temperature: tenths(celsius - 3.6),
      relative_humidity_2m: 78,
      weather_code: code,
      wind_speed_10m: 3.4,
    },
    daily: {
      time: [seconds, seconds + 24 * 60 * 60],
      weather_code: [code, 3],
      temperature_2m_max: [celsius + 2.2, celsius + 1.1].map(tenths),
      temperature_2m_min: [celsius - 4.3, celsius - 5.4].map(tenths),
      precipitation_probability_max: [40, 10],
    },
  });
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
