import { z } from "zod";
import type { DayWeather, Sky, Weather } from "../ports.ts";
import { forCard } from "./numbers.ts";
import { defineTool, type Tool, type ToolContext } from "./tool.ts";

/** Makes the tool that tells the weather of a city, now, today and tomorrow. */
export function createGetWeatherTool({ weather }: { weather: Weather }): Tool {
  return defineTool({
    name: "get_weather",
    description: "Tells the weather of a city: now, today and tomorrow. Call it whenever the " +
      "member asks about the weather; ask for the city where it is not known.",
    parameters: z.object({
      city: z.string().min(1).max(100).describe(
        "The city's name alone, in the nominative: Казань, not Казани",
      ),
    }),
    async run({ city }, context) {
      const { language, texts, signal } = context;
      const report = await weather.now({ city, signal });
      if (!report) {
        return { result: { error: "No such city was found. Say so, and ask which one is meant." } };
      }
      const celsius = Math.round(report.celsius) + 0;
      const feelsLike = report.feelsLike === null ? null : Math.round(report.feelsLike) + 0;
      const sky = await skyIn(report.sky, context);
      const signed = { signed: language === "ru" };
      const shown = { city: report.city, degrees: forCard(celsius, language, signed) };
      return {
        result: {
          city: report.city,
          country: report.country,
          temperature: celsius,
          feelsLike,
          description: sky && sky.toLowerCase(),
          humidityPercent: report.humidity,
          windMetersPerSecond: report.wind === null ? null : Math.round(report.wind),
          today: await dayIn(report.today, context),
          tomorrow: await dayIn(report.tomorrow, context),
          units: "degrees Celsius",
        },
        cards: [{
          kind: "weather",
          title: await texts.format(language, "card-weather-title", shown),
          text: sky === null || feelsLike === null
            ? sky ?? ""
            : await texts.format(language, "card-weather-text", {
              sky,
              feelsLike: forCard(feelsLike, language, signed),
            }),
          city: report.city,
          celsius,
          feelsLike,
          at: report.at,
        }],
      };
    },
  });
}

async function skyIn(sky: Sky | null, { language, texts }: ToolContext): Promise<string | null> {
  return sky && await texts.format(language, "weather-sky", { sky });
}

async function dayIn(day: DayWeather | null, context: ToolContext) {
  if (!day) return null;
  const sky = await skyIn(day.sky, context);
  return {
    from: Math.round(day.lowest) + 0,
    to: Math.round(day.highest) + 0,
    description: sky && sky.toLowerCase(),
    precipitationPercent: day.precipitation,
  };
}
