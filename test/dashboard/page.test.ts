import { describe, expect, test } from "vitest";
import { inlineSources, page } from "../../shared/dashboard/page.ts";
import { viewOf } from "../../shared/dashboard/view.ts";
import type { ReadModel } from "../../shared/domain/read-model.ts";
import * as f from "./fixture.ts";
import { attack, hostileModel } from "./fixture-hostile.ts";

const fixtures: Readonly<Record<string, ReadModel>> = {
	"12 %": f.quietModel(),
	"163 %": f.divertModel(),
	"205 %": f.shutdownModel(),
	stale: f.staleModel(),
	empty: f.emptyModel(),
	hostile: hostileModel(),
};

function rendered(model: ReadModel): string {
	return page(viewOf(model, { seed: 1 }), { csrfToken: "token-1", version: "0.1.0" });
}

describe.each(Object.entries(fixtures))("the page at %s", (_name, model) => {
	test("weighs at most 60 KB and is the same each time", () => {
		expect(Buffer.byteLength(rendered(model))).toBeLessThanOrEqual(60_000);
		expect(rendered(model)).toBe(rendered(model));
	});

	test("needs no other file and no script to stay fresh", () => {
		const text = rendered(model);
		expect(text).toContain('<noscript><meta http-equiv="refresh" content="60"></noscript>');
		expect(text).not.toMatch(/<link|<img|url\(|@import|<[^<>]*\s(src|style|on[a-z]+)=/);
	});

	test("shows no number that is not one", () => {
		expect(rendered(model)).not.toMatch(/NaN|undefined|Infinity|\[object/);
	});

	test("closes every element that it opens, in order", () => {
		expect(unclosed(rendered(model))).toEqual([]);
	});
});

test("no name, error, reason or actor can bring markup into the page", () => {
	const text = rendered(hostileModel());
	expect(text).not.toContain("<script>alert");
	expect(text).not.toContain("<img");
	expect(text.match(/<script>/g)).toHaveLength(1);
	expect(text.match(/&lt;script&gt;alert\(&quot;1&quot;\)/g)?.length).toBeGreaterThan(40);
});

test("the inline script and style are the exact texts whose hashes are allowed", () => {
	const text = rendered(f.divertModel());
	expect(text).toContain(`<script>${inlineSources.script}</script>`);
	expect(text).toContain(`<style>${inlineSources.style}</style>`);
});

test("every form carries the token and asks for a reason", () => {
	const forms = rendered(f.divertModel()).match(/<form[\s\S]*?<\/form>/g) ?? [];
	expect(forms).toHaveLength(2);
	for (const form of forms) {
		expect(form).toContain('name="token" value="token-1"');
		expect(form).toContain('action="/overrides/form"');
		expect(form).toMatch(/name="reason" required minlength="10"/);
	}
});

test("what became of a form is said once, as text", () => {
	const options = { csrfToken: "t", version: "0.1.0", said: attack };
	const text = page(viewOf(f.quietModel()), options);
	expect(text).toContain('<div class="notice" role="status"><p>&lt;script&gt;');
});

test("the four lines differ by dash pattern and carry their names and dollars", () => {
	const text = rendered(f.divertModel());
	const dashes = ["budget", "trim", "divert", "shutdown"].map(
		(name) => new RegExp(`\\.line\\.${name}\\{[^}]*?(dasharray:[\\d ]+|\\})`).exec(text)?.[1],
	);
	expect(new Set(dashes).size).toBe(4);
	for (const label of ["shutdown $1,200", "divert $900, since 15:56", "trim $720", "budget $600"]) {
		expect(text).toContain(label);
	}
});

test("the phone has a drawing of its own at 343 px with labels that stay inside", () => {
	const text = rendered(f.divertModel());
	expect(text).toContain('viewBox="0 0 343 300"');
	const narrow = /<svg class="chart narrow"[\s\S]*?<\/svg>/.exec(text)?.[0] ?? "";
	for (const [, x = "", y = ""] of narrow.matchAll(/<text[^>]* x="([\d.-]+)" y="([\d.-]+)"/g)) {
		expect(Number(x)).toBeGreaterThanOrEqual(0);
		expect(Number(x)).toBeLessThanOrEqual(343);
		expect(Number(y)).toBeGreaterThan(8);
		expect(Number(y)).toBeLessThanOrEqual(300);
	}
});

/** A label's extent by the width of wide letters, at the sizes of the style sheet. */
function extents(svg: string, letter: number) {
	const labels = svg.matchAll(
		/<text class="([^"]*)" x="([\d.-]+)" y="([\d.-]+)" text-anchor="(\w+)">([^<]*)</g,
	);
	return [...labels].map(([, kind = "", x = "", y = "", anchor = "", text = ""]) => {
		const width = text.replaceAll(/&\w+;/g, "x").length * letter;
		const from = anchor === "end" ? Number(x) - width : Number(x);
		return { kind, text, from, to: from + width, y: Number(y) };
	});
}

function drawing(text: string, size: "wide" | "narrow"): string {
	return new RegExp(`<svg class="chart ${size}"[\\s\\S]*?</svg>`).exec(text)?.[0] ?? "";
}

test.each([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])(
	"what was spent by now is written inside the phone's drawing, at %d of the day",
	(share) => {
		const at = Math.round(f.dayStart + share * 86_400_000);
		const model = f.divertModel();
		const reading = model.reading === null ? null : { ...model.reading, at };
		const svg = drawing(rendered({ ...model, reading, curve: [] }), "narrow");
		const now = extents(svg, 7).find(({ kind }) => kind.includes("now"));
		expect(now?.from).toBeGreaterThanOrEqual(0);
		expect(now?.to).toBeLessThanOrEqual(343);
	},
);

test.each(["wide", "narrow"] as const)(
	"on a budget that is tiny beside the spend no line's name stands on the axis or on another (%s)",
	(size) => {
		const model = f.divertModel();
		const policy = {
			...model.policy,
			budget: { ...model.policy.budget, dailyMicroUsd: 5_000_000 },
		};
		const reading = model.reading === null ? null : { ...model.reading, budgetMicroUsd: 5_000_000 };
		const svg = drawing(rendered({ ...model, policy, reading }), size);
		const names = extents(svg, 7).filter(({ kind }) => kind.includes("line-label"));
		const axis = Number(/class="axis" d="M[\d.]+ ([\d.]+)H/.exec(svg)?.[1]);
		expect(names).toHaveLength(4);
		for (const { y } of names) expect(y).toBeLessThan(axis);
		const heights = names.map(({ y }) => y).toSorted((a, b) => a - b);
		for (const [index, y] of heights.slice(1).entries()) {
			expect(y - (heights[index] ?? 0)).toBeGreaterThanOrEqual(15);
		}
	},
);

test("a day of 1,440 passes is drawn with at most one point per three pixels", () => {
	const curve = Array.from({ length: 1_000 }, (_, index) => ({
		at: f.dayStart + index * 60_000,
		spent: f.exactly(index * 0.9),
	}));
	const text = rendered({ ...f.divertModel(), curve });
	expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60_000);
	const path = /class="spend" d="([^"]*)"/.exec(text)?.[1] ?? "";
	expect(path.match(/L/g)?.length).toBeLessThan(340);
});

test("the chart's numbers stand beside it as a table", () => {
	const text = rendered(f.divertModel());
	expect(text).toContain('<th scope="row">01:00</th><td class="number">$20.00</td>');
	expect(text).toContain('<th scope="row">17:14</th><td class="number">$978.11</td>');
});

/** Elements left open or closed out of order; the void ones of HTML need no end. */
function unclosed(text: string): readonly string[] {
	const markup = text.replace(/<(script|style)>[\s\S]*?<\/\1>/g, "");
	const isVoid = new Set(["meta", "input", "path", "circle"]);
	const open: string[] = [];
	for (const [, slash, name = ""] of markup.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
		if (isVoid.has(name)) continue;
		if (slash === "") open.push(name);
		else if (open.at(-1) === name) open.pop();
		else return [...open, `/${name}`];
	}
	return open;
}
