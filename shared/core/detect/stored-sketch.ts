import type { Instant } from "../../domain/instant.ts";
import type { EndpointSketch, HourSketch } from "./endpoint-sketch.ts";
import {
	packReplicaSketch,
	packTrafficSketch,
	unpackReplicaSketch,
	unpackTrafficSketch,
} from "./pack-sketch.ts";

/** An hour as it is stored, −1: not known. What was stored without its last two is read as none of them. */
type StoredHour = readonly [number, number, number, number, number?, number?];

/** A sketch as it is stored: bytes as base64, an hour as six numbers. */
export type StoredSketch = {
	readonly endpoint: string;
	readonly createdAt: Instant;
	readonly traffic: string;
	readonly replicas: string;
	readonly hours: readonly StoredHour[];
	/** Day, micro-USD and requests; absent in what an earlier version stored. */
	readonly days?: readonly (readonly [number, number, number])[];
	readonly usualP95Ms: number | null;
};

export function storedSketch(sketch: EndpointSketch): StoredSketch {
	const { endpoint, createdAt, traffic, replicas, hours, days, usualP95Ms } = sketch;
	return {
		endpoint,
		createdAt,
		traffic: base64(packTrafficSketch(traffic)),
		replicas: base64(packReplicaSketch(replicas)),
		hours: hours.map(numbersOf),
		days: days.map(({ day, microUsd, requests }) => [day, Math.round(microUsd), requests]),
		usualP95Ms: usualP95Ms === null ? null : rounded(usualP95Ms),
	};
}

export function sketchOf(stored: StoredSketch): EndpointSketch {
	const { endpoint, createdAt, traffic, replicas, hours, days = [], usualP95Ms } = stored;
	return {
		endpoint,
		createdAt,
		traffic: unpackTrafficSketch(bytesOf(traffic)),
		replicas: unpackReplicaSketch(bytesOf(replicas)),
		hours: hours.map(hourOfNumbers),
		days: days.map(([day, microUsd, requests]) => ({ day, microUsd, requests })),
		usualP95Ms,
	};
}

function numbersOf(hour: HourSketch): StoredHour {
	const percent = hour.utilisationPercent === null ? -1 : rounded(hour.utilisationPercent);
	const minutes = [rounded(hour.startingMinutes), rounded(hour.runningMinutes)] as const;
	return [hour.hour, hour.scaleEvents, hour.coldStarts, percent, ...minutes];
}

function hourOfNumbers(stored: StoredHour): HourSketch {
	const [hour, scaleEvents, coldStarts, percent, startingMinutes = 0, runningMinutes = 0] = stored;
	const utilisationPercent = percent < 0 ? null : percent;
	return { hour, scaleEvents, coldStarts, utilisationPercent, startingMinutes, runningMinutes };
}

function rounded(value: number): number {
	return Math.round(value * 10) / 10;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const codes = new Map(alphabet.split("").map((letter, code) => [letter, code]));

function base64(bytes: Uint8Array): string {
	let text = "";
	for (let at = 0; at < bytes.length; at += 3) {
		const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
		const letters = Math.min(4, bytes.length - at + 1);
		for (let n = 0; n < 4; n += 1) {
			text += n < letters ? alphabet[(three >> (18 - 6 * n)) & 63] : "=";
		}
	}
	return text;
}

function bytesOf(text: string): Uint8Array {
	const letters = text.replace(/=+$/, "");
	const bytes = new Uint8Array(Math.floor((letters.length * 3) / 4));
	let bits = 0;
	let held = 0;
	let at = 0;
	for (const letter of letters) {
		held = ((held << 6) | (codes.get(letter) ?? 0)) & 0xff_ff_ff;
		bits += 6;
		if (bits < 8) continue;
		bits -= 8;
		bytes[at] = (held >> bits) & 255;
		at += 1;
	}
	return bytes;
}
