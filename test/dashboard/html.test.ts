import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { html, markupOf } from "../../shared/dashboard/html.ts";
import { attack } from "./fixture-hostile.ts";

test("an inserted text can neither open a tag nor leave a quoted attribute", () => {
	expect(markupOf(html`<b title="${attack}">${attack}</b>`)).toBe(
		`<b title="${escapedAttack}">${escapedAttack}</b>`,
	);
});

test("markup made by the template goes in once and is not escaped again", () => {
	const items = ["a", "<b>"].map((name) => html`<li>${name}</li>`);
	expect(markupOf(html`<ul>${items}</ul>`)).toBe("<ul><li>a</li><li>&lt;b&gt;</li></ul>");
});

test("null adds nothing and a number is written as it is", () => {
	expect(markupOf(html`<p>${null}${12.5}</p>`)).toBe("<p>12.5</p>");
});

property.prop([fc.string()])("no text whatever adds a character that markup is made of", (text) => {
	expect(markupOf(html`${text}`)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
});

const escapedAttack =
	"&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;" +
	"&lt;img src=x onerror=&#39;alert(2)&#39;&gt;&amp;lt;";
