import { expect, test } from "vitest";
import { createConsoleReceiver, plainText } from "../../../shared/adapters/log/console-receiver.ts";
import { createJsonLog } from "../../../shared/adapters/log/json-log.ts";
import type { Message } from "../../../shared/domain/notice.ts";

const message: Message = {
	title: "acme at 200 % of today's budget: shutdown done",
	subject: "[guardrail] PAGE acme",
	severity: "page",
	sections: [
		{ heading: null, lines: ["$1,200.80 of $600.00"] },
		{ heading: "NOT ANSWERING", lines: ["qwen-32b-batch  paused"] },
	],
	footer: "Undo: guardrail restore --all",
	attributes: {},
};
const notice = { id: "n", kind: "tier", createdAt: 0, readyAt: 0, message } as const;

test("a notice is printed as title, sections indented by two, and footer", async () => {
	const written: string[] = [];
	const receiver = createConsoleReceiver({ write: (text) => void written.push(text) });
	expect(await receiver.send(notice)).toEqual({ ok: true });
	expect(receiver.channel).toBe("console");
	expect(written.join("")).toBe(
		[
			"acme at 200 % of today's budget: shutdown done",
			"",
			"  $1,200.80 of $600.00",
			"NOT ANSWERING",
			"  qwen-32b-batch  paused",
			"",
			"Undo: guardrail restore --all",
			"",
			"",
		].join("\n"),
	);
});

test("nothing in a notice can move the cursor or forge a line", () => {
	const forged = { ...message, title: "a\u001b[2Jb\nacme at 0 %", footer: "x\r\ny\u009b" };
	const text = plainText(forged);
	expect(text.split("\n")[0]).toBe("a [2Jb acme at 0 %");
	expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
});

test("a console that cannot be written to is an answer, not an exception", async () => {
	const write = () => {
		throw new Error("EPIPE");
	};
	const result = await createConsoleReceiver({ write }).send(notice);
	expect(result).toMatchObject({ ok: false, retryable: true, reason: "EPIPE" });
});

test("the log writes one JSON object a line, with the time of its clock", () => {
	const lines: string[] = [];
	const clock = { now: () => 1_700_000_000_000, sleep: () => Promise.resolve() };
	const log = createJsonLog({ clock, write: (line) => void lines.push(line) });
	log.warn("call-failed", { route: "a\nb", status: 503, detail: null });
	log.info("pass-done");
	log.error("forged", { level: "info", event: "x", at: 1 });
	expect(lines.every((line) => line.endsWith("\n") && !line.slice(0, -1).includes("\n"))).toBe(
		true,
	);
	expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
		{
			at: "2023-11-14T22:13:20.000Z",
			level: "warn",
			event: "call-failed",
			route: "a\nb",
			status: 503,
			detail: null,
		},
		{ at: "2023-11-14T22:13:20.000Z", level: "info", event: "pass-done" },
		{
			at: "2023-11-14T22:13:20.000Z",
			level: "error",
			event: "forged",
			levelField: "info",
			eventField: "x",
			atField: 1,
		},
	]);
});
