import { z } from "zod";

/** A zod schema as JSON Schema for a model, without the address of the dialect. */
export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema);
  return rest;
}
