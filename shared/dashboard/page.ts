import { actions } from "./actions.ts";
import { alertsSection } from "./alerts-section.ts";
import { chart } from "./chart.ts";
import { narrowSize, wideSize } from "./chart-size.ts";
import type { ChartView } from "./chart-view.ts";
import { costsSection } from "./costs-section.ts";
import { fleetTable } from "./fleet-table.ts";
import { history } from "./history.ts";
import { type Html, html, markupOf, nothing } from "./html.ts";
import { planSections } from "./plan-section.ts";
import { script } from "./script.ts";
import { spendingSection } from "./spending-section.ts";
import type { StatusView } from "./status-view.ts";
import { style } from "./style.ts";
import type { View } from "./view.ts";

export type PageOptions = {
	/** Goes into each form; the server refuses a form without it. */
	readonly csrfToken: string;
	readonly version: string;
	/** What became of the form that was just sent. */
	readonly said?: string | null | undefined;
};

/** Source texts whose SHA-256 the content security policy must name. */
export const inlineSources = { style: markupOf(style), script: markupOf(script) };

/** The whole page. It needs no script and no other file; every text from outside is escaped. */
export function page(view: View, { csrfToken, version, said }: PageOptions): string {
	const { status } = view;
	return document(
		html`${status.share ?? "no reading"} · ${view.namespace}`,
		html`${said == null ? nothing : html`<div class="notice" role="status"><p>${said}</p></div>`}
<div class="notice lost" id="lost" role="alert" hidden><p>The guard does not answer: these numbers are old.</p></div>
<div class="notice" id="waits" role="status" hidden><p>Not refreshed while you write.</p></div>
<main>${header(view)}${banner(status)}
<div class="first"><div>${standing(view)}</div>${actions(view.actions, csrfToken)}</div>
${view.chart === null ? nothing : charts(view.chart)}
${planSections(view)}
${alertsSection(view.alerts)}
${fleetTable(view.fleet)}
${spendingSection(view.spending)}
${costsSection(view.costs)}
${history(view.log)}
</main>
<footer>hf-budget-guardrail ${version} · policy ${view.policyHash.slice(0, 12)} · <a href="/api/state">the same as JSON</a></footer>`,
	);
}

/** A page of one sentence and the way back, for what a form could not do. */
export function sentencePage(title: string, sentence: string): string {
	return document(
		html`${title}`,
		html`<main><div class="banner shutdown"><h1>${title}</h1></div><p class="answers">${sentence}</p><p><a href="/">Back to the page</a></p></main>`,
		nothing,
	);
}

const reloading = html`<noscript><meta http-equiv="refresh" content="60"></noscript>`;

function document(title: Html, body: Html, head: Html = reloading): string {
	const live = head === nothing ? nothing : html`<script>${script}</script>`;
	return markupOf(html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1">${head}<style>${style}</style></head>
<body>${body}${live}</body></html>
`);
}

function header({ namespace, status }: View): Html {
	const account =
		status.account === null ? nothing : html`<p class="account">${status.account}</p>`;
	const { day, modeWord, lastPass } = status;
	const missing = status.spent !== null && status.faults.length === 0 ? " · nothing missing" : "";
	return html`<p class="meta"><b>${namespace}</b> · ${day} · ${modeWord} · ${lastPass}${missing}</p>${account}`;
}

/** The sentence that stands alone, then the guard's own faults. */
function banner(status: StatusView): Html {
	const mode = status.modeSentence === null ? nothing : html`<p><b>${status.modeSentence}</b></p>`;
	const faults = status.faults.map((fault) => html`<li><bdi>${fault}</bdi></li>`);
	return html`<div class="banner ${status.tone}">${mode}<h1><b>${status.sentence}</b> ${status.next}</h1>${status.why === null ? nothing : html`<p><bdi>${status.why}</bdi></p>`}</div>
${faults.length === 0 ? nothing : html`<ul class="faults">${faults}</ul>`}`;
}

function standing({ status, fleet, spending }: View): Html {
	const spent =
		status.spent === null
			? nothing
			: html`<p class="spent">${status.spent} <span>${status.share}</span></p>`;
	const figures = status.figures.map(
		({ label, value, note }) =>
			html`<div><dt>${label}</dt><dd>${value}<small>${note}</small></dd></div>`,
	);
	return html`${spent}${status.between === null ? nothing : html`<p>${status.between}</p>`}
${figures.length === 0 ? nothing : html`<dl class="figures">${figures}</dl>`}
${spending.toDate === null ? nothing : html`<p class="fine">${spending.toDate}</p>`}
<ul class="answers">${fleet.answers.map(({ label, names }) => html`<li><b>${label}</b> ${names}</li>`)}</ul>`;
}

/** One drawing for wide and one for narrow screens, and the same numbers as a table. */
function charts(view: ChartView): Html {
	const rows = view.rows.map(
		({ time, spent }) =>
			html`<tr><th scope="row">${time}</th><td class="number">${spent}</td></tr>`,
	);
	return html`${chart(view, wideSize)}${chart(view, narrowSize)}
<details id="hours"><summary>Today as a table</summary><table class="hours"><caption>${view.title}</caption><thead><tr><th scope="col">Time</th><th scope="col" class="number">Spent since the day began</th></tr></thead><tbody>${rows}</tbody></table></details>`;
}
