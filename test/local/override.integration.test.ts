import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { SystemClock } from "../../shared/adapters/clock/system-clock.ts";
import { createJsonLog } from "../../shared/adapters/log/json-log.ts";
import {
	type OverrideToSend,
	type SignedRequest,
	signedOverrideRequest,
} from "../../shared/adapters/webhooks/signed-override-request.ts";
import { defaultOverrideRules } from "../../shared/domain/override-rules.ts";
import { type RunningDemo, runDemo } from "../../shared/local/demo.ts";
import type { DemoReport } from "../../shared/local/demo-report.ts";
import { servePage } from "../../shared/local/server/serve-page.ts";
import { takeSignedOverride } from "../../shared/runtime/take-signed-override.ts";
import { noAudit } from "./server/no-audit.ts";

const timeoutMs = 180_000;
const hourMs = 3_600_000;
const secret = `whsec_${Buffer.from("a secret of a test, 32 bytes....").toString("base64")}`;
const log = createJsonLog({ clock: new SystemClock(), write: () => undefined });
const wall = new SystemClock();

const hold: OverrideToSend["data"] = {
	kind: "hold",
	scope: { namespace: "acme" },
	ttlSeconds: 7_200,
	reason: "launch demo today, café included",
	actor: "ann",
};

function signed(id: string): SignedRequest {
	return signedOverrideRequest({ id, nowMs: wall.now(), secret, data: hold });
}

/** Serves the running demo like `npm start` does, and sends a request to it over HTTP. */
async function send(running: RunningDemo, requests: readonly SignedRequest[]): Promise<number[]> {
	const release = running.clock.hold();
	const page = await servePage({
		port: 0,
		host: "127.0.0.1",
		version: "test",
		simulated: true,
		readModel: running.guardrail.readModel,
		audit: noAudit,
		applySignedOverride: (request) =>
			takeSignedOverride(
				{
					keys: [{ name: "default", secret }],
					rules: defaultOverrideRules,
					wallNow: () => wall.now(),
					apply: running.guardrail.applyOverride,
					recordRefusal: running.guardrail.recordRefusal,
					log,
				},
				request,
			),
		applyLocalOverride: () => Promise.reject(new Error("no form is sent here")),
	});
	try {
		const statuses: number[] = [];
		for (const { headers, body } of requests) {
			const reply = await fetch(`${page.url}/v1/overrides`, { method: "POST", headers, body });
			statuses.push(reply.status);
		}
		return statuses;
	} finally {
		await page.close();
		release();
	}
}

/** Before spend passes the first line; a hold from then on ends at eleven, and the first action follows it. */
const sentAtHour = 9;
const untilHour = 12;
/** Without a hold the first action is there by then. */
const untilActedHour = 10;

type Morning = { report: DemoReport; statuses: number[]; sentAt: number };

/** The runaway's morning, with requests sent in it. */
async function morningWith(
	requests: readonly SignedRequest[],
	hours = untilHour,
): Promise<Morning> {
	let statuses: Promise<number[]> = Promise.resolve([]);
	let sentAt = 0;
	const report = await runDemo({
		scenario: "runaway-replicas",
		days: hours / 24,
		seed: 1,
		log,
		onStart: (running) => {
			sentAt = running.clock.now() + sentAtHour * hourMs;
			statuses = running.clock.sleep(sentAtHour * hourMs).then(() => send(running, requests));
		},
	});
	return { report, statuses: await statuses, sentAt };
}

test("a signed hold stops enforcement from the next pass on and ends by itself", {
	timeout: timeoutMs,
}, async () => {
	const { report, statuses, sentAt } = await morningWith([signed("msg_hold_1")]);
	expect(statuses).toEqual([202]);
	const trim = report.days[0]?.crossings.find(({ tier }) => tier === "trim");
	expect(trim?.at).toBeGreaterThan(sentAt);
	expect(trim?.at).toBeLessThan(sentAt + 2 * hourMs);
	const [first] = report.actions;
	expect(first?.at).toBeGreaterThanOrEqual(sentAt + 2 * hourMs);
	expect(first?.at).toBeLessThanOrEqual(sentAt + 2 * hourMs + 75_000);
});

test("an unsigned or altered request changes nothing, and each one's original is accepted", {
	timeout: timeoutMs,
}, async () => {
	const originals = ["a", "b", "c", "d", "e"].map((name) => signed(`msg_${name}`));
	const altered = originals.map((original, index) => alterations[index]?.(original) ?? original);
	const without = await morningWith(altered, untilActedHour);
	expect(without.statuses).toEqual([401, 401, 401, 401, 401]);
	const untouched = await morningWith([], untilActedHour);
	expect(untouched.report.actions).not.toEqual([]);
	expect(JSON.stringify(without.report)).toBe(JSON.stringify(untouched.report));
	const accepted = await morningWith(originals, untilActedHour);
	expect(accepted.statuses).toEqual([202, 202, 202, 202, 202]);
});

test("a replay is answered from the store and lengthens nothing; the same id with another body is refused", {
	timeout: timeoutMs,
}, async () => {
	const original = signed("msg_replayed");
	const other = signedOverrideRequest({
		id: "msg_replayed",
		nowMs: wall.now(),
		secret,
		data: { ...hold, ttlSeconds: 86_400 },
	});
	const { report, statuses, sentAt } = await morningWith([original, original, other]);
	expect(statuses).toEqual([202, 200, 409]);
	expect(report.actions[0]?.at).toBeLessThanOrEqual(sentAt + 2 * hourMs + 75_000);
});

const alterations: readonly ((request: SignedRequest) => SignedRequest)[] = [
	(request) => ({ ...request, headers: without(request.headers, "webhook-signature") }),
	(request) => ({ ...request, body: request.body.replace("7200", "7201") }),
	(request) => ({ ...request, headers: { ...request.headers, "webhook-id": "msg_other" } }),
	(request) => ({ ...request, headers: { ...request.headers, "webhook-timestamp": "1700000000" } }),
	(request) => ({
		...request,
		headers: { ...request.headers, "webhook-signature": foreign(request) },
	}),
];

function without(headers: SignedRequest["headers"], name: string): Record<string, string> {
	return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
}

/** A well-formed signature by somebody else's key. */
function foreign({ headers, body }: SignedRequest): string {
	const content = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
	return `v1,${createHmac("sha256", "another key").update(content).digest("base64")}`;
}
