import { existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { slackMessage } from "../../shared/adapters/slack/blocks.ts";
import { actionsBlock } from "../../shared/adapters/slack/button-blocks.ts";
import { renderPicture } from "../adapters/slack/picture/render-blocks.ts";
import { sampleNotices } from "../adapters/slack/picture/sample-notices.ts";

const executablePath = ["chromium", "chromium-browser", "google-chrome"]
	.map((name) => `/usr/bin/${name}`)
	.find((path) => existsSync(path));

const flags = [
	"--no-sandbox",
	"--disable-gpu",
	"--no-first-run",
	"--disable-background-networking",
];

/** Width of a message in Slack on a phone, and beside the channels on a desktop. */
const widths = [343, 680] as const;

/** UX rule 11, with the room that long lines take on a desktop. */
const mostLines = 12;

const notices = [...sampleNotices()];
const messages = notices.map(([name, notice]) => ({
	name,
	message: slackMessage(notice.message),
	actions: actionsBlock(notice),
}));

describe("every message in Slack", () => {
	test("asks, before anything that costs or stops, with the money in the question", () => {
		const buttons = notices.flatMap(([, { actions }]) => actions?.buttons ?? []);
		expect(new Set(buttons.map(({ action }) => action))).toEqual(
			new Set(["ack", "approve", "deny", "hold", "restore-now", "stop-now"]),
		);
		for (const { action, confirm } of buttons) {
			if (action === "ack") expect(confirm).toBeNull();
			else expect(confirm?.text).toMatch(/\$\d/);
		}
	});

	test("is at most twelve lines high before a narrow screen breaks them", () => {
		for (const { name, message } of messages) {
			const lines = message.blocks.flatMap((block) =>
				block.type === "context" ? [""] : block.text.text.split("\n"),
			);
			expect(lines.length, name).toBeLessThanOrEqual(mostLines);
		}
	});
});

test("a crossing says in Slack, too, what is spent, at what rate, and how the day ends", () => {
	const crossings = messages.filter(({ name }) => name.startsWith("tier-"));
	expect(crossings.length).toBeGreaterThan(8);
	for (const { name, message } of crossings) {
		const text = JSON.stringify(message.blocks);
		for (const fact of [
			/ line \(\$/,
			/Now \$[\d.]+\/h/,
			/By the day's end \$/,
			/\*Not touched\*/,
		]) {
			expect(text, name).toMatch(fact);
		}
	}
});

test("a browser is at hand, or it is said that the messages were not looked at", (context) => {
	if (executablePath !== undefined) return;
	const words = "The browser part is left out: install chromium to have the messages drawn.";
	if (process.env["CI"]) throw new Error(words);
	context.skip(words);
});

if (executablePath !== undefined) {
	describe.each(widths)("drawn %d pixels wide", (width) => {
		let browser: Browser;
		let page: Page;

		beforeAll(async () => {
			browser = await chromium.launch({ executablePath: executablePath ?? "", args: flags });
			page = await browser.newPage({ viewport: { width, height: 800 }, javaScriptEnabled: true });
			await page.setContent(renderPicture(messages));
			const shot = join(tmpdir(), `slack-messages-${width}.png`);
			writeFileSync(shot, await page.screenshot({ fullPage: true }));
		});
		afterAll(() => browser.close());

		test("no message is wider than its place", async () => {
			const tooWide = await page.$$eval(".text, .push, button, .dialog", (elements) =>
				elements
					.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
					.map(({ textContent }) => textContent),
			);
			expect(tooWide).toEqual([]);
			const sideways = await page.evaluate(() => document.documentElement.scrollWidth);
			expect(sideways).toBeLessThanOrEqual(width);
		});

		test("nothing that came from outside is taken for a link, a mention or a style", async () => {
			const accidents = await page.$$eval("mark, .accident", (elements) =>
				elements.map(({ textContent }) => textContent),
			);
			expect(accidents).toEqual([]);
			const shown = await page.innerText("body");
			expect(shown).not.toMatch(/&(amp|lt|gt);|undefined|NaN|\[object/);
			expect(shown).toContain("<!channel>");
		});
	});
}
