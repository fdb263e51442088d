/**
 * The whole chain as AWS would run it, from the zips: `npm run package` with an operator's policy and
 * parameters in a copy of the sources, each function in a process of its own behind a Lambda Runtime
 * API, and everything between them read from the generated template. One simulated runaway day and
 * the morning after, a pass every minute, judged by the account's own books and by local mode.
 *
 * Time. The code that is shipped knows no other clock than the system's. In a function's process the
 * bootstrap loads a shim (`NODE_OPTIONS=--import`) under which `Date` and timers follow a time that
 * this test keeps; `fetch` and the AWS SDK are untouched. That time moves only while every running
 * invocation waits for the simulated account (0.2 to 2 s an answer) or for a timer of its own, and
 * has seen everything that was sent to it. DynamoDB, SNS, SSM, PutEvents and Slack take no time; a
 * rule delivers after 1 to 5 s, and one event in five twice. So one run is like another, and no minute
 * is left out.
 *
 * Left out: IAM (simulated in another test), throttling, cold starts in virtual time, and the deletion
 * of expired items, which DynamoDB Local does by real time.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDay } from "../../shared/app/read-day.ts";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { ledgerStore } from "../../shared/app/store/ledger-store.ts";
import { defaultPolicyText } from "../../shared/config/default-policy.ts";
import { dayOf } from "../../shared/core/reading/period.ts";
import { demoAccountSettings, demoPolicy } from "../../shared/local/demo.ts";
import { isGuardChange } from "../../shared/local/demo-report.ts";
import { restoresOf } from "../../shared/local/demo-restores.ts";
import { scenarioNamed } from "../../shared/local/scenario-named.ts";
import { busEvents } from "../../shared/runtime/events/bus-events.ts";
import { describeWithJava } from "../local-aws/describe-with-java.ts";
import {
	changesByPass,
	furthestApartMs,
	sortedById,
	timelessTitle,
	transitionOf,
} from "./cloud/judge.ts";
import { type LocalTwin, runLocalTwin } from "./cloud/local-twin.ts";
import { type SimulatedCloud, startSimulatedCloud } from "./cloud/simulated-cloud.ts";
import { textsIn } from "./cloud/stand-ins.ts";
import { eventsOf, isAlert, isOfGuard, toldByEventBridge, toldBySns } from "./cloud/told.ts";
import { giveOrder, type OrderAnswers, openPage, type PageAnswers } from "./cloud/visits.ts";

const timeoutMs = 900_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const seed = 1;
const scenario = scenarioNamed("runaway-replicas");
const { namespace, zone, start } = scenario;
const firstDay = dayOf(start, zone);
/** Three o'clock of the following morning, when all is back and told, and the passes that began by then. */
const end = firstDay.to + 3 * hourMs + 30_000;
/** Before spend passes the first line; the hold ends after it. */
const overrideAt = start + 9 * hourMs + 20_000;
const pageAt = start + 12 * hourMs + 20_000;

const errorShareMost = 0.0002;
/** SEMANTICS 2: two good lists further apart are a gap. */
const longestGapMs = 180_000;
/** Two runs may be a pass apart: the fallback of local mode takes its turn at another second. */
const apartMostMs = 90_000;

const webhookSecret = `whsec_${Buffer.from("a secret of a test, 32 bytes....").toString("base64")}`;
const pageKey = "a-key-of-this-test-with-32-chars";
/** As guard logs it with each decision. */
const policyHash = demoPolicy(scenario).hash.slice(0, 8);
const hold = {
	kind: "hold",
	scope: { namespace },
	ttlSeconds: 7_200,
	reason: "launch demo today, café included",
	actor: "ann",
} as const;

describeWithJava("the packaged functions over a runaway day and the morning after", () => {
	let cloud: SimulatedCloud;
	let twin: LocalTwin;
	let orders: OrderAnswers;
	let pages: PageAnswers;

	beforeAll(async () => {
		cloud = await startSimulatedCloud({
			scenario,
			seed,
			accountSettings: demoAccountSettings,
			latency: { minMs: 200, maxMs: 2_000 },
			eventDelay: { minMs: 1_000, maxMs: 5_000 },
			twiceShare: 0.2,
			policyText: defaultPolicyText({
				namespace,
				zone,
				dailyBudgetUsd: scenario.dailyBudgetMicroUsd / 1_000_000,
				mode: "enforce",
				endpoints: scenario.endpoints.map(({ name }) => name),
			}),
			secrets: {
				"hf-read-token": "hf_guard_read",
				"hf-write-token": "hf_guard_write",
				"override-secret": webhookSecret,
				"dashboard-key": pageKey,
				"slack-bot": "xoxb-example C0EXAMPLE",
				"slack-signing-secret": "an example, of a channel that is not named",
				"notice-webhook": "https://example.test whsec_ZXhhbXBsZQ==",
			},
		});
		cloud.at(overrideAt, async () => {
			orders = await giveOrder(cloud, { id: "msg_hold_1", secret: webhookSecret, data: hold });
		});
		cloud.at(pageAt, async () => {
			pages = await openPage(cloud, pageKey);
		});
		const began = performance.now();
		[twin] = await Promise.all([
			runLocalTwin({
				scenario,
				seed,
				end,
				overrideAt,
				override: {
					requestId: "msg_hold_1",
					bodyHash: "of the twin",
					principal: "key:default",
					role: "owner",
					kind: hold.kind,
					namespace,
					endpoint: null,
					actor: hold.actor,
					reason: hold.reason,
					ttlSeconds: hold.ttlSeconds,
					expiresAt: null,
				},
			}),
			cloud.run(end),
		]);
		say(performance.now() - began);
	}, timeoutMs);

	afterAll(async () => {
		await cloud?.stop();
	});

	function say(realMs: number): void {
		const counts = [...cloud.functions.counts].map(
			([name, count]) => `${name.split("-").at(-1)} ${count}`,
		);
		process.stdout.write(`${Math.round(realMs / 1_000)} s for ${counts.join(", ")}\n`);
	}

	test("guard passes every minute, nothing fails and nothing lies in the dead-letter queue", () => {
		const beats = cloud.lines
			.filter((line) => line.includes('"Heartbeat":1'))
			.map((line) => (JSON.parse(line) as { _aws: { Timestamp: number } })._aws.Timestamp)
			.sort((one, other) => one - other);
		const gaps = beats.slice(1).map((at, index) => at - (beats[index] ?? 0));
		expect(Math.max(...gaps)).toBeLessThan(longestGapMs);
		expect(beats.length).toBeGreaterThan((end - start) / minuteMs - 5);
		expect(cloud.lines.filter((line) => line.includes(`"policy":"${policyHash}"`))).toHaveLength(
			beats.length,
		);
		expect(cloud.functions.failures).toEqual([]);
		expect(cloud.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
		expect(textsIn(cloud.standIns, cloud.stack.nameOf("DeadLetters"))).toEqual([]);
	});

	test("the ledger in DynamoDB is the account's bill to 0.02 %", async () => {
		const { truth } = cloud.started.account;
		const cursor = await ledgerStore(cloud.table, namespace).readCursor();
		const meteredUntil = cursor.value?.observedUntil ?? start;
		expect(end - meteredUntil).toBeLessThan(2 * minuteMs);
		const days = [firstDay, { ...dayOf(end, zone), to: meteredUntil }];
		for (const day of days) {
			const billed = truth.billMicroUsd(day.from, day.to);
			const metered = (await readDay(cloud.table, namespace, day)).point;
			process.stdout.write(`${day.key}: metered ${metered} of ${billed} micro-USD\n`);
			expect(billed).toBeGreaterThan(0);
			expect(Math.abs(metered - billed) / billed).toBeLessThanOrEqual(errorShareMost);
		}
	});

	test("tiers are those of local mode, in the same pass or the next", async () => {
		const { value } = await guardStore(cloud.table, namespace).readControl();
		const history = value?.history ?? [];
		expect(history.map(({ tier, reason }) => `${tier} ${reason}`)).toEqual(
			twin.history.map(({ tier, reason }) => `${tier} ${reason}`),
		);
		expect(history.map(({ tier }) => tier)).toEqual(["trim", "divert", "shutdown", "ok"]);
		expect(furthestApartMs(history, twin.history)).toBeLessThanOrEqual(apartMostMs);
		expect(value?.periodKey).toBe(dayOf(end, zone).key);
	});

	test("guard changes the endpoints that local mode changes, in the same passes", () => {
		const journal = cloud.started.account.truth.journal().filter(isGuardChange);
		const passes = changesByPass(journal);
		const passesOfTwin = changesByPass(twin.changes);
		expect(passes.map(({ changes }) => changes)).toEqual(
			passesOfTwin.map(({ changes }) => changes),
		);
		expect(furthestApartMs(passes, passesOfTwin)).toBeLessThanOrEqual(apartMostMs);
		expect(journal.filter(({ kind }) => kind === "paused").length).toBeGreaterThanOrEqual(4);
	});

	test("everything is back as it was on the morning after", () => {
		const journal = cloud.started.account.truth.journal().filter(({ at }) => at >= start);
		const { restored, unrestored } = restoresOf({ journal, end, zone });
		expect(unrestored).toEqual([]);
		expect(restored.length).toBeGreaterThanOrEqual(7);
	});

	test("SNS, EventBridge and Slack hold each transition exactly once, as local mode tells it", () => {
		const acts = twin.notices.filter(isOfGuard);
		const expected = acts.map(({ id, message }) => ({
			id: transitionOf(id),
			title: timelessTitle(message.title),
			severity: message.severity,
		}));
		// The rise under the hold, what was done when the hold had ended, and the page that nobody answers.
		expect(expected.map(({ id }) => id.split("/").slice(2, 4).join("/"))).toEqual(
			"granted trim/up ending trim/later ended divert/up shutdown/up shutdown/up shutdown/up new-period restored/down".split(
				" ",
			),
		);
		const others = toldByEventBridge(cloud).filter((told) => !isOfGuard(told));
		const otherTitles = new Set(others.map(({ title }) => title));
		// Two notices of one pass are sent at once: which one a channel takes first is nobody's promise.
		const toldAt = new Map(acts.map(({ id, createdAt }) => [transitionOf(id), createdAt]));
		for (const all of [toldByEventBridge(cloud), toldBySns(cloud)]) {
			const told = all.filter(isOfGuard);
			const passes = told.map(({ id }) => Math.floor((toldAt.get(id) ?? 0) / minuteMs));
			expect(passes).toEqual(passes.toSorted((one, other) => one - other));
			expect(sortedById(told)).toEqual(sortedById(expected));
		}
		const said = cloud.standIns.slack.texts.map(timelessTitle);
		const shown = said.filter((text) => !otherTitles.has(text));
		expect(shown.toSorted()).toEqual(expected.map(({ title }) => title).toSorted());
	});

	test("each alert is told once on each channel, the runaway within minutes of its beginning", () => {
		const alerts = toldByEventBridge(cloud).filter(isAlert);
		const texts = alerts.map(({ title }) => title);
		expect(texts.some((text) => text.includes("llama-70b-chat: 7 replicas, expected"))).toBe(true);
		expect(
			toldBySns(cloud)
				.filter(isAlert)
				.map(({ title }) => title)
				.toSorted(),
		).toEqual(texts.toSorted());
		const titles = new Set(texts);
		const shown = cloud.standIns.slack.texts.filter((text) => titles.has(text));
		expect(shown.toSorted()).toEqual(texts.toSorted());
	});

	test("what is put on the bus fits its documented schema, and the day is reported once", () => {
		for (const { DetailType, Detail } of cloud.standIns.aws.entries) {
			const schema = Object.hasOwn(busEvents, DetailType)
				? busEvents[DetailType as keyof typeof busEvents]
				: null;
			expect(schema?.safeParse(JSON.parse(Detail)).error).toBeUndefined();
			expect(schema).not.toBeNull();
		}
		const reports = eventsOf(cloud, "report.daily") as { day: string }[];
		expect(reports.filter(({ day }) => day === firstDay.key)).toHaveLength(1);
	});

	test("an altered order is refused, the signed one granted, and its repetition answered alike", () => {
		expect(orders.altered.status).toBe(401);
		expect(orders.inForceAfterAltered).toBe(0);
		expect(orders.signed.status).toBe(202);
		expect(orders.repeated).toMatchObject({ status: 200, text: orders.signed.text });
		const [trim] = changesByPass(cloud.started.account.truth.journal().filter(isGuardChange));
		expect(trim?.at).toBeGreaterThanOrEqual(overrideAt + 2 * hourMs);
		expect(trim?.at).toBeLessThan(overrideAt + 2 * hourMs + apartMostMs);
	});

	test("the page opens with its key alone, and says whether guard lives without one", () => {
		expect(pages.withoutKey.map(({ status }) => status)).toEqual([401, 401]);
		expect(pages.page.status).toBe(200);
		expect(pages.page.text).toContain(namespace);
		expect(pages.page.headers.get("content-security-policy")).toContain("sha256-");
		expect(JSON.parse(pages.state.text)).toMatchObject({ namespace });
		expect(pages.link.status).toBe(303);
		expect(pages.link.headers.get("set-cookie")).toContain("HttpOnly");
		expect(pages.health.status).toBe(200);
		expect(pages.noRoute.status).toBe(404);
	});

	test("an event that its function does not understand ends in the dead-letter queue", async () => {
		const { entries } = cloud.standIns.aws;
		const [known] = entries;
		if (known === undefined) throw new Error("Nothing was ever put on the bus.");
		const strange = { ...known, DetailType: "guard.notices", Detail: '{"type":"guard.notices"}' };
		cloud.at(end + 1_000, async () => void entries.push(strange));
		await cloud.run(end + 20_000);
		const letters = textsIn(cloud.standIns, cloud.stack.nameOf("DeadLetters"));
		expect(letters.length, "one for each delivery").toBeGreaterThan(0);
		for (const letter of letters) {
			expect(letter).toContain("RetriesExhausted");
			expect(letter).toContain("UnknownEventError");
		}
	});
});
