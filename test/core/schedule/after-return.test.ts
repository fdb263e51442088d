import { describe, expect, test } from "vitest";
import { waitingFor } from "../../../shared/core/schedule/schedule-memory.ts";
import type { Held } from "../../../shared/domain/control.ts";
import { at, endpointOf, heldOf } from "../fixture.ts";
import { asMade, capped, policy, seen, word } from "./chat-at-noon.ts";

describe("a person's change to what the guard has put back, after an entry was due", () => {
	const { written } = heldOf();
	const back = heldOf({ status: "restored", written: { ...written, updatedAt: at("12:05") } });
	const restored = endpointOf({ updatedAt: at("12:05") });
	const changed = endpointOf({ maxReplica: 3, updatedAt: at("12:08") });
	const whileHeld = waitingFor(seen(asMade), {
		endpoints: [endpointOf({ ...capped, updatedAt: at("11:00:01") })],
		held: [heldOf()],
		policy,
		now: at("11:01"),
	});
	const cameBack = waitingFor(whileHeld, {
		endpoints: [restored],
		held: [back],
		policy,
		now: at("12:06"),
	});

	test("stands although the guard still keeps in mind what it put back", () => {
		expect(word(changed, whileHeld, { held: [back] })).toBe("yielded");
		expect(word(changed, cameBack, { held: [back] })).toBe("yielded");
	});

	test("stands although no schedule looked before the guard held it no more", () => {
		expect(word(changed, cameBack)).toBe("yielded");
	});

	test("is not seen in what was put back, nor in a late call of the guard's", () => {
		expect(word(restored, whileHeld, { held: [back] })).toBe("held");
		expect(word(restored, cameBack)).toBe("scale 6-6");
		const late = endpointOf({ ...capped, updatedAt: at("12:06") });
		expect(word(late, cameBack, { held: [back] })).toBe("held");
		const again = waitingFor(cameBack, {
			endpoints: [late],
			held: [back],
			policy,
			now: at("12:07"),
		});
		const backAgain = endpointOf({ updatedAt: at("12:07") });
		expect(word(backAgain, again)).toBe("scale 6-6");
	});
});

describe("a person who sets what was put back to just what the guard had set", () => {
	const { written } = heldOf();
	const restored = endpointOf({ updatedAt: at("12:05") });
	const asCapped = endpointOf({ ...capped, updatedAt: at("12:25") });
	const back = (parts: Partial<Held>) =>
		heldOf({
			status: "restored",
			statusSince: at("12:05"),
			...parts,
			written: { ...written, updatedAt: at("12:05"), ...parts.written },
		});
	const whileHeld = seen(asMade, [heldOf()]);

	/** At every minute there is a look, and in the end the guard holds it no more. */
	function wordAfter(held: Held): string {
		const now = at("12:26");
		const look = { held: [held], policy, now };
		const cameBack = waitingFor(whileHeld, { ...look, endpoints: [restored], now: at("12:06") });
		const known = waitingFor(cameBack, { ...look, endpoints: [asCapped] });
		const atOnce = word(asCapped, cameBack, { held: [held], now });
		return `${atOnce}, ${word(asCapped, known, { now: at("12:36") })}`;
	}

	test("is no late call of a step that was taken long before, and stands", () => {
		expect(wordAfter(back({}))).toBe("yielded, yielded");
	});

	test("is no late call of a step just taken back, so long after, and stands", () => {
		const justTaken = { ...written, at: at("12:03"), updatedAt: at("12:05") };
		expect(wordAfter(back({ written: justTaken }))).toBe("yielded, yielded");
	});

	test("nor of one whose every call was answered, however soon after", () => {
		const soon = endpointOf({ ...capped, updatedAt: at("12:06") });
		const wordOf = (held: Held) => {
			const cameBack = waitingFor(whileHeld, {
				endpoints: [restored],
				held: [held],
				policy,
				now: at("12:05:30"),
			});
			return word(soon, cameBack, { held: [held], now: at("12:06:30") });
		};
		const justTaken = { ...written, at: at("12:03"), updatedAt: at("12:05") };
		const unanswered = back({ written: justTaken });
		expect(wordOf(unanswered)).toBe("held");
		expect(wordOf({ ...unanswered, isAnswered: true })).toBe("yielded");
	});

	test("nor of one that put it to sleep, which leaves the scaling as it was", () => {
		expect(wordAfter(back({ method: "sleep" }))).toBe("yielded, yielded");
	});

	test("stands although the guard stops it again before any look", () => {
		const now = at("12:26");
		const paused = { ...written, paused: true, minReplica: 1, maxReplica: 1 };
		const held = [heldOf({ method: "pause", written: { ...paused, at: now, updatedAt: now } })];
		const stopped = { held, heldBefore: [back({})], now };
		expect(word(asCapped, seen(asMade), stopped)).toBe("yielded");
		const late = endpointOf({ ...capped, updatedAt: at("12:06") });
		expect(word(late, seen(asMade), stopped)).toBe("yielded");
		const just = {
			...stopped,
			heldBefore: [back({ written: { ...written, at: at("12:04"), updatedAt: at("12:05") } })],
		};
		expect(word(late, seen(asMade), just)).toBe("held");
		expect(word(restored, seen(endpointOf({ maxReplica: 3 })), stopped)).toBe("held");
	});
});
