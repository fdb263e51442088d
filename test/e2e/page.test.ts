import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ReadModel } from "../../shared/domain/read-model.ts";
import { type PageServer, servePage } from "../../shared/local/server/serve-page.ts";
import type { LocalCommand } from "../../shared/local/server/serve-page-options.ts";
import * as fixture from "../dashboard/fixture.ts";
import { hostileModel } from "../dashboard/fixture-hostile.ts";
import { noAudit } from "../local/server/no-audit.ts";

const executablePath = ["chromium", "chromium-browser", "google-chrome"]
	.map((name) => `/usr/bin/${name}`)
	.find((path) => existsSync(path));

/** No sandbox: containers seldom permit it. The others keep the browser from calling out by itself. */
const flags = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];

test("a browser is at hand, or it is said that the page was not looked at", (context) => {
	if (executablePath !== undefined) return;
	const words = "The browser part is left out: install chromium to have the page looked at.";
	if (process.env["CI"]) throw new Error(words);
	context.skip(words);
});

const phone: BrowserContextOptions = { viewport: { width: 375, height: 667 } };
const desktop: BrowserContextOptions = { viewport: { width: 1180, height: 800 } };

if (executablePath !== undefined) {
	describe("the page in a browser", () => {
		let browser: Browser;
		let server: PageServer;
		let model: ReadModel;
		let orders: LocalCommand[];

		beforeAll(async () => {
			browser = await chromium.launch({ executablePath: executablePath ?? "", args: flags });
		});

		afterAll(async () => {
			await browser?.close();
		});

		afterEach(async () => {
			await Promise.all(browser.contexts().map((context) => context.close()));
			await server.close();
		});

		async function visit(shown: ReadModel, options: BrowserContextOptions) {
			model = shown;
			orders = [];
			server = await servePage({
				port: 0,
				host: "127.0.0.1",
				readModel: async () => model,
				audit: noAudit,
				applySignedOverride: async () => ({ status: 401, body: null }),
				applyLocalOverride: async (order) => {
					orders.push(order);
					return { status: 202, body: { overrideId: "o-1" } };
				},
				version: "0.1.0",
				simulated: true,
				seed: 1,
			});
			const page = await (await browser.newContext(options)).newPage();
			const complaints = complaintsOf(page, server.url);
			await page.goto(server.url);
			return { page, complaints };
		}

		const models: readonly (readonly [string, ReadModel])[] = [
			["12 %", fixture.quietModel()],
			["163 %", fixture.divertModel()],
			["205 %", fixture.shutdownModel()],
			["a steep forecast", fixture.steepModel()],
			["stale numbers", fixture.staleModel()],
			["no reading", fixture.emptyModel()],
			["hostile names", hostileModel()],
		];
		const looks: readonly (readonly [string, BrowserContextOptions])[] = [
			["1180 px light", { viewport: { width: 1180, height: 800 }, colorScheme: "light" }],
			["1180 px dark", { viewport: { width: 1180, height: 800 }, colorScheme: "dark" }],
			["375 px light", { viewport: { width: 375, height: 667 }, colorScheme: "light" }],
		];

		describe.each(looks)("at %s", (_look, options) => {
			test.each(models)(
				"with %s is clean to axe, fits its width, covers no word and logs nothing",
				async (_name, shown) => {
					const { page, complaints } = await visit(shown, options);
					expect(await page.evaluate(chartFaults)).toEqual([]);
					await openAll(page);
					expect(await violationsOf(page)).toEqual([]);
					expect(await sidewaysPixels(page)).toBe(0);
					expect(complaints).toEqual([]);
				},
			);
		});

		test.each([
			{ where: "between table and cards", viewport: { width: 1010, height: 800 } },
			{ where: "on a small tablet", viewport: { width: 720, height: 900 } },
			{ where: "on the smallest phone", viewport: { width: 320, height: 568 } },
		])("nothing scrolls sideways $where", async ({ viewport }) => {
			const { page } = await visit(fixture.shutdownModel(), { viewport, colorScheme: "dark" });
			await openAll(page);
			expect(await sidewaysPixels(page)).toBe(0);
			expect(await violationsOf(page)).toEqual([]);
		});

		test("at 205 % the tier, the money and what does not answer are in a phone's first two screens", async () => {
			const { page } = await visit(fixture.shutdownModel(), phone);
			const bottoms = await Promise.all(
				["h1", ".spent", ".figures", ".answers", "#hold-form button"].map(async (selector) => {
					const box = await page.locator(selector).first().boundingBox();
					return box === null ? Number.POSITIVE_INFINITY : box.y + box.height;
				}),
			);
			expect(bottoms.slice(0, 3).every((bottom) => bottom <= 667)).toBe(true);
			expect(bottoms.every((bottom) => bottom <= 2 * 667)).toBe(true);
		});

		test.each([1010, 1280])(
			"no state and no criticality is broken in a word at %i px",
			async (width) => {
				const quiet = fixture.shutdownModel();
				const endpoints = quiet.endpoints.map((each) => ({
					...each,
					criticality: "expendable" as const,
					endpoint: { ...each.endpoint, state: "scaledToZero" },
				}));
				const { page } = await visit({ ...quiet, endpoints }, { viewport: { width, height: 800 } });
				expect(await page.evaluate(brokenWords)).toEqual([]);
			},
		);

		test("buttons and fields are at least 44 px high on a phone", async () => {
			const { page } = await visit(fixture.divertModel(), phone);
			await openAll(page);
			for (const target of await page.locator("button, input:not([type=hidden]), summary").all()) {
				expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44);
			}
		});

		test("the hold form gives the order, says so, and the page goes on refreshing", async () => {
			const { page, complaints } = await visit(fixture.divertModel(), desktop);
			await page.getByLabel("Reason for a hold").fill("launch demo today");
			await page.getByRole("button", { name: /^Hold 2 h · up to \$132 until 19:14$/ }).click();
			await page.getByText("Your hold was accepted.").waitFor();
			expect(orders).toEqual([
				{ kind: "hold", endpoint: null, ttlSeconds: 7_200, reason: "launch demo today" },
			]);
			model = fixture.shutdownModel();
			await page.getByText("Shutdown (200 %) since 20:57.").waitFor({ timeout: 15_000 });
			expect(complaints).toEqual([]);
		});

		test("putting everything back takes a second look before it can be pressed", async () => {
			const { page } = await visit(fixture.shutdownModel(), phone);
			const button = page.getByRole("button", { name: "Put everything back now", exact: true });
			expect(await button.isVisible()).toBe(false);
			await page.getByText("Put everything back now · +$65.40/h").click();
			await page.getByText("6 endpoints as before:").waitFor();
			await page.getByLabel("Reason to put back").fill("the demo needs it");
			await button.click();
			await page.getByText("Your order was accepted.").waitFor();
			expect(orders.map(({ kind }) => kind)).toEqual(["restore-now"]);
		});

		test("what a person is writing is never swept away by the refresh", async () => {
			const { page } = await visit(fixture.divertModel(), desktop);
			await page.getByLabel("Reason for a hold").fill("launch demo");
			model = fixture.shutdownModel();
			await page.getByText("Not refreshed while you write.").waitFor({ timeout: 15_000 });
			expect(await page.getByLabel("Reason for a hold").inputValue()).toBe("launch demo");
			expect(await page.getByText("Divert (150 %) since 15:56.").isVisible()).toBe(true);
		});

		test("a table that was opened stays open over a refresh", async () => {
			const { page } = await visit(fixture.divertModel(), desktop);
			await page.getByText("Today as a table").click();
			model = fixture.shutdownModel();
			await page.getByText("Shutdown (200 %) since 20:57.").waitFor({ timeout: 15_000 });
			expect(await page.locator("#hours").getAttribute("open")).not.toBeNull();
		});

		test("when the guard is gone the page says that its numbers are old", async () => {
			const { page } = await visit(fixture.divertModel(), desktop);
			await server.close();
			await page.getByText("The guard does not answer").waitFor({ timeout: 15_000 });
		});

		test("without JavaScript everything is readable and the hold form works", async () => {
			const { page } = await visit(fixture.shutdownModel(), { ...phone, javaScriptEnabled: false });
			const words = await page.locator("body").innerText();
			for (const expected of [
				"Shutdown (200 %) since 20:57.",
				"$1,230.14 of $600.00",
				"Does not answer (paused, HTTP 400):",
				"paused, back after 00:15 tomorrow",
				"Nothing left to do at shutdown",
			]) {
				expect(words).toContain(expected);
			}
			expect(await page.content()).toContain('http-equiv="refresh"');
			await page.getByLabel("Reason for a hold").fill("launch demo today");
			await page.getByRole("button", { name: /^Hold 2 h/ }).click();
			await page.getByText("Your hold was accepted.").waitFor();
			expect(orders).toHaveLength(1);
		});
	});
}

/** Whatever the browser objects to, and each request that leaves the page's own server. */
function complaintsOf(page: Page, origin: string): string[] {
	const complaints: string[] = [];
	page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
	page.on("pageerror", (error) => complaints.push(error.message));
	page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
	page.on("request", (request) => {
		if (!request.url().startsWith(`${origin}/`)) complaints.push(`left for ${request.url()}`);
	});
	return complaints;
}

/** Single words of the fleet table that stand on more than one line. */
function brokenWords(): readonly string[] {
	const cells = [...document.querySelectorAll(".fleet .state, .fleet .criticality")];
	const broken = cells.filter((cell) => {
		const range = document.createRange();
		range.selectNodeContents(cell);
		const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
		return lines.size > 1;
	});
	return broken.map(({ textContent }) => textContent ?? "").filter((text) => !text.includes(" "));
}

async function openAll(page: Page): Promise<void> {
	for (const summary of await page.locator("summary").all()) await summary.click();
}

/** axe's findings as "rule: element"; evaluated from outside, which the page's own policy permits. */
async function violationsOf(page: Page): Promise<readonly string[]> {
	await page.evaluate(axe.source);
	const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
	return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

function sidewaysPixels(page: Page): Promise<number> {
	return page.evaluate(() => {
		const { scrollWidth, clientWidth } = document.documentElement;
		return scrollWidth - clientWidth;
	});
}

/** Runs in the page: texts of the visible drawing that leave it or cover each other. */
function chartFaults(): string[] {
	const chart = [...document.querySelectorAll("svg.chart")].find(
		(each) => each.getBoundingClientRect().width > 0,
	);
	if (chart === undefined) return document.querySelector("svg") ? ["no chart is visible"] : [];
	const outer = chart.getBoundingClientRect();
	const texts = [...chart.querySelectorAll("text")];
	const faults: string[] = [];
	for (const [index, text] of texts.entries()) {
		const box = text.getBoundingClientRect();
		if (box.left < outer.left - 1 || box.right > outer.right + 1 || box.top < outer.top - 1) {
			faults.push(`${text.textContent} leaves the drawing`);
		}
		for (const other of texts.slice(index + 1)) {
			const next = other.getBoundingClientRect();
			const beside = box.right <= next.left || next.right <= box.left;
			// A text's box is higher than its letters; lines may stand that much closer.
			const above = box.bottom - 4 <= next.top || next.bottom - 4 <= box.top;
			if (!beside && !above) faults.push(`${text.textContent} covers ${other.textContent}`);
		}
	}
	return faults;
}
