import { expect, test } from "vitest";
import { createShadowFleetWriter } from "../../../shared/adapters/dry-run/shadow-fleet-writer.ts";
import type { LogFields } from "../../../shared/ports/log.ts";

test("every change that would have been made is logged with its values", async () => {
	const lines: unknown[] = [];
	const note = (event: string, fields?: LogFields) => void lines.push({ event, ...fields });
	const writer = createShadowFleetWriter({ log: { info: note, warn: note, error: note } });
	await writer.updateScaling("chat", {
		minReplica: 0,
		maxReplica: 1,
		scaleToZeroTimeoutMinutes: null,
	});
	await writer.pause("chat");
	await writer.resume("chat");
	await writer.scaleToZero("chat");
	const event = "change-recorded";
	expect(lines).toEqual([
		{
			event,
			change: "update-scaling",
			endpoint: "chat",
			minReplica: 0,
			maxReplica: 1,
			scaleToZeroTimeoutMinutes: null,
		},
		{ event, change: "pause", endpoint: "chat" },
		{ event, change: "resume", endpoint: "chat" },
		{ event, change: "scale-to-zero", endpoint: "chat" },
	]);
});
