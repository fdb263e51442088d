import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { SystemClock } from "../../../shared/adapters/clock/system-clock.ts";
import { createOutgoingWebhookReceiver } from "../../../shared/adapters/webhooks/outgoing-webhook-receiver.ts";
import { exampleNotice } from "../../contract/receiver-notices.ts";

const secret = `whsec_${Buffer.from("a secret of a test, 32 bytes....").toString("base64")}`;
const wall = new SystemClock();
const clock = { now: () => wall.now(), sleep: () => new Promise<void>(() => undefined) };

async function sent(title: string): Promise<{ body: string; headers: Record<string, string> }> {
	const requests: { body: string; headers: Record<string, string> }[] = [];
	const receiver = createOutgoingWebhookReceiver({
		url: "https://example.org/hook",
		secret,
		clock,
		fetch: (_url, init) => {
			const headers = init?.headers as Record<string, string>;
			requests.push({ body: init?.body as string, headers });
			return Promise.resolve(new Response(null, { status: 204 }));
		},
	});
	expect(await receiver.send(exampleNotice({ title }))).toEqual({ ok: true });
	const [first] = requests;
	if (first === undefined) throw new Error("nothing was sent");
	return first;
}

test.each(["plain", "Überschreitung 🚀 デモ"])(
	"the reference library accepts a notice of ours: %s",
	async (title) => {
		const { body, headers } = await sent(title);
		const read = new Webhook(secret).verify(body, headers) as { data: { title: string } };
		expect(read.data.title).toBe(title);
	},
);

test("a notice that is sent again has the same id, so that it can be told", async () => {
	const [first, again] = [await sent("one"), await sent("two")];
	expect(again.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
});
