import { expect, test } from "vitest";
import { keysOf } from "../../../shared/app/store/keys.ts";
import { asJson } from "../../../shared/app/store/record.ts";
import { watchStore } from "../../../shared/app/store/watch-store.ts";
import { between } from "../../../shared/simulator/scenarios/calendar.ts";
import { scaling } from "../../../shared/simulator/scenarios/fleet.ts";
import { constant, sum } from "../../../shared/simulator/traffic/traffic.ts";
import { overrideOf } from "../../core/fixture.ts";
import { endpoint, hourMs, minuteMs, start, watched } from "./watched-account.ts";

const load: ReadonlySet<string> = new Set(["queue-depth", "latency", "error-rate"]);
const stoppedAtMinute = 120;

/** Ten times what its replicas can do, and a person orders the guard to stop it an hour later. */
test("what the load of an endpoint fired is over, once, when the guard paused it, and says so", {
	timeout: 120_000,
}, async () => {
	const traffic = sum(constant(0.9), between(hourMs, 6 * hourMs, 20));
	const at = start + stoppedAtMinute * minuteMs;
	const stop = overrideOf({ kind: "stop-now", grantedAt: at, expiresAt: at + 3 * hourMs });
	const { changes, notices, table } = await watched({
		endpoints: [endpoint({ scaling: scaling(1, 2), traffic })],
		policy: "alerts: {queueDepth: 20, latencyP95Ms: 5000, errorRatio: 0.05}",
		hours: 3,
		mode: "enforce",
		prepare: async (store) => {
			await store.put({ ...keysOf("acme").override(stop.id), body: asJson(stop) }, 0);
		},
	});
	const { value } = await watchStore(table, "acme").readState();
	const alerts = (value?.alerts ?? []).filter(({ rule }) => load.has(rule));
	const own = changes.filter(({ rule }) => load.has(rule));
	const fired = own.filter(({ kind }) => kind === "fired").map(({ rule }) => rule);
	const over = own.filter(({ kind }) => kind === "resolved");
	expect(fired.toSorted()).toEqual([...load].toSorted());
	expect(over.map(({ rule }) => rule).toSorted()).toEqual([...load].toSorted());
	for (const { minute } of over) expect(minute - stoppedAtMinute).toBeLessThanOrEqual(15);
	expect(alerts.map(({ phase, because }) => [phase, because])).toEqual(
		alerts.map(() => ["resolved", "paused by the guard"]),
	);
	const ends = notices.filter(({ message }) =>
		JSON.stringify(message).includes(", paused by the guard"),
	);
	expect(ends).toHaveLength(1);
	expect(ends[0]?.message.attributes["type"]).toBe("alert.resolved");
});
