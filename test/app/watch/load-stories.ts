import { between } from "../../../shared/simulator/scenarios/calendar.ts";
import { scaling } from "../../../shared/simulator/scenarios/fleet.ts";
import type { TimelineEntry } from "../../../shared/simulator/scenarios/scenario.ts";
import { constant, sum } from "../../../shared/simulator/traffic/traffic.ts";
import { type Story, scaled } from "./story.ts";
import { endpoint, hourMs, start } from "./watched-account.ts";

/** What one endpoint does under its load. */
export const loadStories: Readonly<Record<string, Story>> = {
	"unexplained-replicas": {
		endpoints: [endpoint({ scaling: scaling(1, 8), traffic: constant(0.9) })],
		timeline: [measured(4 * 60, 5), measured(6 * 60, 90)],
		hours: 10,
		severity: "warn",
		on: "chat",
		fires: [270, 330],
		evidence: { replicas: 8, explainedReplicas: 2 },
	},
	"lost-scale-down": {
		endpoints: [
			endpoint({
				scaling: scaling(0, 2),
				beginsAs: "running",
				traffic: sum(between(0, hourMs, 1), between(4 * hourMs, 9 * hourMs, 1)),
			}),
		],
		hours: 5,
		severity: "warn",
		on: "chat",
		fires: [145, 165],
		evidence: { bound: 90 },
	},
	"cold-starts": {
		endpoints: [coldStarter()],
		hours: 6,
		severity: "warn",
		on: "chat",
		fires: [5, 120],
		evidence: { bound: 10 },
	},
	"autoscaling-thrash": {
		endpoints: [coldStarter()],
		hours: 30,
		severity: "warn",
		on: "chat",
		fires: [55, 90],
		evidence: { what: "death spiral: it scales to zero and starts cold" },
	},
	"low-utilisation": {
		endpoints: [endpoint({ traffic: (at) => (at < start + 26 * hourMs ? 0.06 : 1.2) })],
		hours: 36,
		severity: "info",
		on: "chat",
		fires: [20 * 60, 26 * 60],
		evidence: { bound: 10 },
	},
	"queue-depth": {
		endpoints: [overloaded()],
		policy: "alerts: {queueDepth: 20}",
		hours: 3,
		severity: "warn",
		on: "chat",
		fires: [60, 85],
		evidence: { bound: 20 },
	},
	latency: {
		endpoints: [overloaded()],
		policy: "alerts: {latencyP95Ms: 5000}",
		hours: 3,
		severity: "warn",
		on: "chat",
		fires: [60, 85],
		evidence: { bound: 5_000 },
	},
	"error-rate": {
		endpoints: [overloaded()],
		policy: "alerts: {errorRatio: 0.05}",
		hours: 3,
		severity: "warn",
		on: "chat",
		fires: [60, 85],
		evidence: { bound: 0.05 },
	},
};

function measured(minute: number, hardwareUsage: number): TimelineEntry {
	return scaled(minute, { measure: { hardwareUsage } });
}

/** Ten times what its two replicas can do, for an hour. */
/** Asked just seldom enough for three hours to fall asleep in between each time. */
function coldStarter() {
	return endpoint({
		scaling: scaling(0, 1, 1),
		parametersBillions: 0.1,
		beginsAs: "scaledToZero",
		traffic: (at) => (at < start + 3 * hourMs ? 1 / 270 : 0),
	});
}

function overloaded() {
	const traffic = sum(constant(0.9), between(hourMs, 2 * hourMs, 20));
	return endpoint({ scaling: scaling(1, 2), traffic });
}
