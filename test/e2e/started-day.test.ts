import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ReadModel } from "../../shared/domain/read-model.ts";
import { commandLine } from "./command-line.ts";

const { start, state, until } = commandLine;
const timeoutMs = 240_000;
/** A day in 15 s, or as fast as the machine goes. */
const daySpeed = "5760";

beforeEach(commandLine.begin);
afterEach(commandLine.end);

type SlackBody = { readonly text: string; readonly blocks: readonly { readonly type: string }[] };

test("start serves a page within 10 s, crosses 120 and 200 %, pauses, puts all back the next day, and tells Slack of each once", {
	timeout: timeoutMs,
}, async () => {
	const slack = await startSlack();
	try {
		const started = performance.now();
		start(["start", "--speed", daySpeed], { SLACK_WEBHOOK_URL: slack.url });
		await until(async () => (await state()) !== null);
		expect(performance.now() - started).toBeLessThan(10_000);
		const first = await until(async () => {
			const model = await state();
			return model?.control.tier === "shutdown" && someFleet(model) ? model : null;
		});
		const original = first.restoreRecords;
		expect(first.endpoints.filter(isPaused).length).toBeGreaterThanOrEqual(4);
		const next = await until(async () => {
			const model = await state();
			const isNextDay = model !== null && model.reading?.period.key !== first.reading?.period.key;
			return isNextDay && model.control.held.every(isSeenRestored(model)) ? model : null;
		});
		for (const record of original) {
			const { endpoint } =
				next.endpoints.find((view) => view.endpoint.name === record.endpoint) ?? {};
			expect(endpoint?.scaling.minReplica).toBe(record.scaling.minReplica);
			expect(endpoint?.scaling.maxReplica).toBe(record.scaling.maxReplica);
			expect(endpoint?.scaling.scaleToZeroTimeoutMinutes ?? null).toBe(
				record.scaling.scaleToZeroTimeoutMinutes ?? null,
			);
		}
		expect(next.endpoints.filter(isPaused)).toEqual([]);
		await until(async () =>
			slack.bodies.some(({ text }) => text.includes("back exactly as they were")),
		);
		expectEachToldOnce(slack.bodies);
	} finally {
		slack.stop();
	}
});

function expectEachToldOnce(bodies: readonly SlackBody[]): void {
	const said = (words: RegExp) => bodies.filter(({ text }) => words.test(text)).length;
	expect(said(/at 120 %/)).toBe(1);
	expect(said(/at 150 %/)).toBe(1);
	expect(said(/^PAGE acme at 200 %/)).toBe(1);
	expect(said(/new day/)).toBe(1);
	expect(bodies.every(({ blocks }) => blocks[0]?.type === "header")).toBe(true);
}

/** Takes what is posted to it, over HTTP, in Slack's own form. */
async function startSlack() {
	const bodies: SlackBody[] = [];
	const server = createServer((request, response) => {
		let raw = "";
		request.on("data", (chunk: Buffer) => {
			raw += chunk.toString();
		});
		request.on("end", () => {
			bodies.push(JSON.parse(raw) as SlackBody);
			response.end("ok");
		});
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const stop = () => {
		server.closeAllConnections();
		server.close();
	};
	return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, stop };
}

function someFleet(model: ReadModel): boolean {
	return model.endpoints.filter(isPaused).length >= 4;
}

function isPaused({ endpoint }: ReadModel["endpoints"][number]): boolean {
	return endpoint.state === "paused";
}

/** Whether it is restored, and the page's list is not from before the restore. */
function isSeenRestored(model: ReadModel): (held: ReadModel["control"]["held"][number]) => boolean {
	return (held) => {
		const view = model.endpoints.find(({ endpoint }) => endpoint.name === held.endpoint);
		const isSeen = (view?.endpoint.updatedAt ?? 0) >= (held.written.updatedAt ?? 0);
		return held.status === "restored" && isSeen;
	};
}
