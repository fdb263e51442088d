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
