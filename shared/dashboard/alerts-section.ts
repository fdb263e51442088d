import type { AlertsView } from "./alerts-view.ts";
import { type Html, html, nothing } from "./html.ts";
import type { LogLine } from "./log-view.ts";

/** What is odd, what was, and which numbers were not believed. */
export function alertsSection(view: AlertsView): Html {
	const more = view.more === 0 ? nothing : html`<p class="fine">And ${view.more} more.</p>`;
	return html`<section aria-labelledby="alerts"><h2 id="alerts">Alerts</h2>
${listOf(view.firing, "Nothing is odd.")}${more}
${folded("alerts-over", "Over in the last day", view.over)}${folded("findings", "Numbers that were not believed", view.findings)}
</section>`;
}

function folded(id: string, title: string, lines: readonly LogLine[]): Html {
	if (lines.length === 0) return nothing;
	return html`<details id="${id}"><summary>${title} (${lines.length})</summary>${listOf(lines, "")}</details>`;
}

function listOf(lines: readonly LogLine[], empty: string): Html {
	if (lines.length === 0) return html`<p class="fine">${empty}</p>`;
	const items = lines.map(
		({ at, what, detail }) =>
			html`<li>${at} <b><bdi>${what}</bdi></b> <bdi class="hint">${detail}</bdi></li>`,
	);
	return html`<ul class="log">${items}</ul>`;
}
