/** The bare Hono server that Sfera is compared with; with a KV file it also reads what `/api/me` reads. */
import { Hono } from "hono";

const [file, memberKey, usageKey] = Deno.args;
const app = new Hono().get("/health/live", (context) => context.json({ status: "ok" }));

if (file && memberKey && usageKey) {
  const kv = await Deno.openKv(file);
  const keys = [JSON.parse(memberKey), JSON.parse(usageKey)];
  app.get("/api/me", async (context) => {
    const [member, usage] = await kv.getMany(keys);
    return context.json({ member: member?.value, usage: usage?.value });
  });
}
Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  // deno-lint-ignore no-console
  onListen: ({ port }) => console.log(`http://127.0.0.1:${port} `),
}, app.fetch);
