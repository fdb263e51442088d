import type { EventBus, GuardrailEvent } from "../../shared/ports/event-bus.ts";
import type { Receiver } from "../../shared/ports/receiver.ts";
import type { Process } from "./process.ts";
import { between, mix } from "./random.ts";
import { channels, type Surroundings } from "./surroundings.ts";

const usualMs = [100, 3_000] as const;
const lateMs = [20_000, 400_000] as const;

/** At least once, in any order; now and then late, twice or not at all. */
export function busOf(surroundings: Surroundings, process: Process): EventBus {
	const { scheduler } = surroundings;
	let published = 0;
	const deliver = (event: GuardrailEvent, key: number, range: readonly [number, number]) => {
		scheduler.at(scheduler.now + between(key, 30, range), () => surroundings.hear(event.type, key));
	};
	return {
		publish: (event) => {
			published += 1;
			const key = mix(mix(process.key, 77), published);
			return process.call("bus", `publish ${event.type}`, (fault) => {
				if (fault === "lost") return;
				deliver(event, key, fault === "late" ? lateMs : usualMs);
				if (fault === "twice") deliver(event, mix(key, 1), usualMs);
			});
		},
	};
}

export function receiversOf(surroundings: Surroundings, process: Process): readonly Receiver[] {
	return channels.map((channel) => ({
		channel,
		send: (notice) =>
			process.call("receiver", `send ${channel}`, (fault) => {
				const problem = { ok: false, retryAfterMs: null, reason: "simulated" } as const;
				if (fault === "refused-for-good") {
					surroundings.observer.gaveUp(channel, notice.id);
					return { ...problem, retryable: false };
				}
				if (fault === "down" || surroundings.isDown(channel))
					return { ...problem, retryable: true };
				surroundings.observer.delivered(channel, notice);
				if (fault !== "answer-lost") return { ok: true };
				surroundings.observer.answerLost(channel, notice.id);
				return { ...problem, retryable: true };
			}),
	}));
}
