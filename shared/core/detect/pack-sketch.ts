import type { ReplicaSketch } from "./replica-sketch.ts";
import type { TrafficSketch } from "./traffic-sketch.ts";

/** A traffic sketch as it is stored: 13 numbers, the bins of the last hour, 672 bytes of cells. */
export function packTrafficSketch(sketch: TrafficSketch): Uint8Array {
	const { open, surge } = sketch;
	const head = [
		sketch.endpointCreatedAt,
		sketch.binMs,
		sketch.from,
		sketch.until,
		surge?.until ?? Number.NaN,
		surge?.peak ?? Number.NaN,
		open.requests,
		open.activeBins,
		open.observedBins,
		open.largestBin,
		open.largestHour,
	];
	return pack({ head, recent: sketch.recent, bytes: sketch.cells });
}

export function unpackTrafficSketch(packed: Uint8Array): TrafficSketch {
	const { take, recent, bytes } = unpack(packed);
	const [endpointCreatedAt, binMs, from, until] = [take(0), take(1), take(2), take(3)];
	const surge = Number.isNaN(take(4)) ? null : { until: take(4), peak: take(5) };
	const open = {
		requests: take(6),
		activeBins: take(7),
		observedBins: take(8),
		largestBin: take(9),
		largestHour: take(10),
	};
	return { endpointCreatedAt, binMs, from, until, surge, open, recent, cells: bytes };
}

/** A replica sketch as it is stored: 11 numbers, the rates of 50 minutes, 768 bytes of histograms. */
export function packReplicaSketch(sketch: ReplicaSketch): Uint8Array {
	const head = [
		sketch.endpointCreatedAt,
		sketch.replicasUntil ?? Number.NaN,
		sketch.trafficUntil ?? Number.NaN,
		sketch.day,
		sketch.usualPerReplica ?? Number.NaN,
		sketch.unexplainedMinutes,
		sketch.atMaximumMinutes,
		sketch.idleMinutes,
		sketch.awakeMinutes,
	];
	return pack({ head, recent: sketch.recentRates, bytes: sketch.histograms });
}

export function unpackReplicaSketch(packed: Uint8Array): ReplicaSketch {
	const { take, recent, bytes } = unpack(packed);
	const known = (index: number) => (Number.isNaN(take(index)) ? null : take(index));
	return {
		endpointCreatedAt: take(0),
		replicasUntil: known(1),
		trafficUntil: known(2),
		day: take(3),
		usualPerReplica: known(4),
		unexplainedMinutes: take(5),
		atMaximumMinutes: take(6),
		idleMinutes: take(7),
		awakeMinutes: take(8),
		recentRates: recent,
		histograms: bytes,
	};
}

type Parts = {
	readonly head: readonly number[];
	readonly recent: readonly (number | null)[];
	readonly bytes: Uint8Array;
};

const numberBytes = 8;
/** Two counts stand first: of the head, and of the recent bins. */
const countNumbers = 2;

function pack({ head, recent, bytes }: Parts): Uint8Array {
	const numbers = [head.length, recent.length, ...head, ...recent.map((bin) => bin ?? Number.NaN)];
	const packed = new Uint8Array(numbers.length * numberBytes + bytes.length);
	const view = new DataView(packed.buffer);
	for (const [index, number] of numbers.entries()) view.setFloat64(index * numberBytes, number);
	packed.set(bytes, numbers.length * numberBytes);
	return packed;
}

function unpack(packed: Uint8Array) {
	const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
	const at = (index: number) => view.getFloat64(index * numberBytes);
	const [headCount, recentCount] = [at(0), at(1)];
	const recentFrom = countNumbers + headCount;
	const recent = Array.from({ length: recentCount }, (_, index) => at(recentFrom + index));
	return {
		take: (index: number) => at(countNumbers + index),
		recent: recent.map((bin) => (Number.isNaN(bin) ? null : bin)),
		bytes: packed.slice((recentFrom + recentCount) * numberBytes),
	};
}
