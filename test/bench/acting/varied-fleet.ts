import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import type { EndpointDefinition } from "../../../shared/simulator/endpoint.ts";
import { hashFraction } from "../../../shared/simulator/http/hash.ts";
import { hardware, scaling } from "../../../shared/simulator/scenarios/fleet.ts";
import type { Scenario } from "../../../shared/simulator/scenarios/scenario.ts";
import { diurnal } from "../../../shared/simulator/traffic/diurnal.ts";

export const zone = "UTC";
export const start = Date.UTC(2026, 2, 2);
export const dayMs = 24 * hourMs;

const kinds = [
	"aws us-east-1 nvidia-l4 x1",
	"aws us-east-1 nvidia-a10g x1",
	"aws us-east-1 nvidia-a100 x1",
	"aws eu-west-1 nvidia-t4 x1",
];

/** Endpoints with a daily wave, days that differ by a quarter either way, and hours of bursts now and then. */
export function variedFleet(count: number, seed: number): Scenario {
	return {
		name: "varied-fleet",
		description: "Ordinary days that differ.",
		namespace: "acme",
		zone,
		start,
		dailyBudgetMicroUsd: 1_000_000_000,
		endpoints: Array.from({ length: count }, (_, index) => endpoint(index, seed)),
		timeline: [],
		settings: { historyMs: 30 * minuteMs },
	};
}

function endpoint(index: number, seed: number): EndpointDefinition {
	const of = (name: string) => hashFraction(seed, name, index);
	const minReplica = 1 + Math.floor(2 * of("min"));
	const maxReplica = minReplica + 2 + Math.floor(4 * of("max"));
	const wave = diurnal({
		mean: 0.5 * (minReplica + 0.4 * (maxReplica - minReplica)),
		peakHour: Math.floor(8 + 12 * of("peak")),
		zone,
		amplitude: 0.6,
		noise: 0.1,
		seed: seed * 1_000 + index,
	});
	return {
		name: `e${index}`,
		tags: index % 12 === 0 ? ["critical"] : [],
		hardware: hardware(
			kinds[Math.floor(kinds.length * of("kind"))] ?? "aws us-east-1 nvidia-l4 x1",
		),
		scaling: scaling(minReplica, maxReplica),
		repository: "example/model",
		task: "text-generation",
		parametersBillions: 3,
		requestsPerSecondPerReplica: 1,
		traffic: (at) => {
			const day = Math.floor(at / dayMs);
			const factor = 0.75 + 0.5 * hashFraction(seed, "day", `${index}-${day}`);
			const hour = Math.floor(at / (3 * hourMs));
			const isBurst = hashFraction(seed, "burst", index, hour) < 0.06;
			return wave(at) * factor * (isBurst ? 2 : 1);
		},
		createdBy: "ann",
	};
}
